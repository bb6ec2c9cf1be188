import { webhook } from '../src/channels/webhook/webhook.ts'
import { openVault } from '../src/vault.ts'
import type { Client } from './client.ts'
import { withClient } from './ledger.ts'
import { benchSecretKey } from './service.ts'

/** Whom to make: one outlet with one webhook for each address, all on one list. */
export type Filling = {
  /** the list's name, and the tag that its rule asks for */
  name: string
  /** where each outlet receives */
  urls: readonly string[]
  /** whsec_…, the same for all */
  secret: string
}

/**
 * Makes an audience of any size in seconds: written by SQL as an import would leave it, since the import has a bench of its own.
 *
 * @returns the id of the list
 */
export async function fillList(api: Client, databaseUrl: string, { name, urls, secret }: Filling): Promise<string> {
  const vault = openVault(benchSecretKey)
  const sealed = vault.seal(JSON.stringify({ secret }))
  const hosts = urls.map((url) => webhook.host({ url, secret }))
  const hashes = urls.map((url) => Buffer.from(vault.hashAddress(url)))
  await withClient(databaseUrl, async (client) => {
    await client.query(insert, [name, urls, hosts, hashes, Buffer.from(sealed)])
    await client.query('ANALYZE outlets, endpoints')
  })
  const { json } = await api('POST', '/v1/outlet-lists', { body: { name, rule: { include: { tags: [name] } } } })
  return json.id
}

/** Gives the outlets of such a list other addresses, as many as it has: whoever is written to then is nobody that was known. */
export async function moveList(databaseUrl: string, { name, urls, secret }: Filling): Promise<void> {
  const vault = openVault(benchSecretKey)
  const hosts = urls.map((url) => webhook.host({ url, secret }))
  const hashes = urls.map((url) => Buffer.from(vault.hashAddress(url)))
  await withClient(databaseUrl, async (client) => {
    const { rowCount } = await client.query(move, [name, urls, hosts, hashes])
    if (rowCount !== urls.length) throw new Error(`${rowCount} outlets were given ${urls.length} addresses`)
  })
}

const move = `
  UPDATE endpoints SET address = wanted.url, address_hash = wanted.hash, host = wanted.host,
    settings = jsonb_build_object('url', wanted.url), updated_at = now()
  FROM unnest($2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY AS wanted (url, host, hash, n)
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM outlets WHERE tags && ARRAY[$1::text]) AS of USING (n)
  WHERE endpoints.outlet_id = of.id`

const insert = `
  WITH wanted AS (
    SELECT uuidv7() AS outlet_id, n, url, host, hash
    FROM unnest($2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY AS of (url, host, hash, n)
  ), made AS (
    INSERT INTO outlets (id, name, country, languages, sectors, time_zone, tags, created_at, updated_at)
    SELECT outlet_id, 'Paper ' || $1::text || ' ' || n, 'AE', ARRAY['en'], ARRAY['finance'], 'UTC', ARRAY[$1::text], now(), now()
    FROM wanted ORDER BY n
  )
  INSERT INTO endpoints (outlet_id, channel, address, address_hash, host, settings, secrets, format, languages, created_at, updated_at)
  SELECT outlet_id, 'webhook', url, hash, host, jsonb_build_object('url', url), $5::bytea, 'ninjs', '{}', now(), now()
  FROM wanted ORDER BY n`

/**
 * Makes outlets and journalists, each with a mailbox, on one list that takes all who read English; journalists work at outlets.
 *
 * @returns the id of the list
 */
export async function fillAudience(
  api: Client,
  databaseUrl: string,
  { outlets, journalists }: { outlets: number; journalists: number },
): Promise<string> {
  await withClient(databaseUrl, async (client) => {
    await client.query(insertOutlets, [outlets])
    await client.query(insertJournalists, [journalists, outlets])
    await client.query(insertEndpoints)
    await client.query('VACUUM ANALYZE outlets, journalists, journalist_outlets, endpoints')
  })
  const { json } = await api('POST', '/v1/outlet-lists', { body: { name: 'All who read English', rule: {} } })
  return json.id
}

const insertOutlets = `
  INSERT INTO outlets (external_id, name, country, languages, sectors, time_zone, created_at, updated_at)
  SELECT 'o-' || n, 'Paper ' || n, 'AE', ARRAY['en'], ARRAY['finance'], 'UTC', now(), now() FROM generate_series(1, $1::int) AS n`

const insertJournalists = `
  WITH made AS (
    INSERT INTO journalists (external_id, name, country, languages, sectors, created_at, updated_at)
    SELECT 'j-' || n, 'Journalist ' || n, 'AE', ARRAY['en'], ARRAY['finance'], now(), now() FROM generate_series(1, $1::int) AS n
    RETURNING id, external_id
  )
  INSERT INTO journalist_outlets (journalist_id, outlet_id)
  SELECT made.id, outlets.id FROM made JOIN outlets ON outlets.external_id = 'o-' || (1 + substr(made.external_id, 3)::int % $2::int)`

const insertEndpoints = `
  INSERT INTO endpoints (outlet_id, journalist_id, channel, address, address_hash, host, settings, format, languages, created_at, updated_at)
  SELECT outlet_id, journalist_id, 'email', address, sha256(address::bytea), split_part(address, '@', 2),
    jsonb_build_object('to', address), 'html', '{}', now(), now()
  FROM (
    SELECT id AS outlet_id, NULL::uuid AS journalist_id, 'desk@' || external_id || '.example' AS address FROM outlets
    UNION ALL
    SELECT NULL, journalist_id, j.external_id || '@' || o.external_id || '.example'
    FROM journalist_outlets w JOIN journalists j ON j.id = w.journalist_id JOIN outlets o ON o.id = w.outlet_id
  ) AS of`
