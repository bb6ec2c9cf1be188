import pg from 'pg'

const perPublication = 10_000
const chunk = 500_000

/** Fills the ledger with deliveries of the past, by SQL: half of them in this month, the worst case, half in those before. */
export async function history(databaseUrl: string, count: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SET synchronous_commit = off')
    for (let from = 0; from < count; from += chunk) {
      await client.query(insert, [from, Math.min(count, from + chunk) - 1, perPublication])
      if ((from / chunk) % 4 === 3) say(`history: ${(from + chunk).toLocaleString('en')} of ${count.toLocaleString('en')} rows`)
    }
    await client.query('ANALYZE deliveries')
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
}

// An id of a publication: a UUID v7 of a moment that its number makes up, odd ones this month, even ones months ago.
const insert = `
  INSERT INTO deliveries (publication_id, dispatch_id, position, edition_id, endpoint_id, outlet_name, country, language, channel,
    format, host, address_hash, state, attempts, sent_at, receipt, updated_at)
  SELECT of.id, of.id, n % $3::int, of.id, uuidv7(), 'Paper ' || n, 'AE', 'en', 'email', 'html', 'paper.example',
    sha256(n::text::bytea), 'delivered', 1, of.at, '250 2.0.0 taken as ' || n, of.at
  FROM generate_series($1::int, $2::int) AS n,
    LATERAL (SELECT CASE WHEN n / $3::int % 2 = 1 THEN greatest(date_trunc('month', now()), now() - n / $3::int * interval '1 minute')
      ELSE now() - interval '40 days' - n / $3::int * interval '1 hour' END AS at) AS moment,
    LATERAL (SELECT at, overlay(first_id(at)::text PLACING lpad(to_hex(n / $3::int), 12, '0') FROM 25)::uuid AS id) AS of`
