import { differenceOf } from '../accounts/difference.ts'
import type { Prisma } from '../db/client.ts'
import { canonicalJson } from '../ids.ts'
import type { Vault } from '../vault.ts'
import { openSecrets } from './endpoint-secrets.ts'

type Row = Prisma.EndpointModel
// What is about to be written; its settings are not yet what Postgres makes of them.
type Wanted = Omit<Row, 'settings'> & { settings: unknown }

/**
 * What events say of an endpoint. No settings and no address: events are kept for ever, an address only as long as its
 * endpoint. That it changed shows in its keyed hash.
 */
export function endpointFacts(row: Wanted): Prisma.InputJsonObject {
  return {
    channel: row.channel,
    externalId: row.externalId,
    host: row.host,
    addressHash: Buffer.from(row.addressHash).toString('base64url'),
    format: row.format,
    languages: row.languages,
    editions: row.editions,
    pacePerMinute: row.pacePerMinute,
    state: row.state,
    stateReason: row.stateReason,
  }
}

/**
 * What an event says of a change: facts before and after; of settings and secrets only that they changed.
 *
 * @returns undefined when everything already is as it is wanted
 */
export function endpointDifference(vault: Vault, before: Row, wanted: Wanted): Prisma.InputJsonObject | undefined {
  const facts = differenceOf(endpointFacts(before), endpointFacts(wanted))
  const secretsOf = ({ secrets }: Wanted) => canonicalJson(openSecrets(vault, secrets))
  const settingsChanged = canonicalJson(before.settings) !== canonicalJson(wanted.settings)
  const secretsChanged = secretsOf(before) !== secretsOf(wanted)
  if (!facts && !settingsChanged && !secretsChanged) return undefined
  return { ...facts, settingsChanged, secretsChanged }
}
