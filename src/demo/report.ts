import type { DeliveryView } from '../deliveries/delivery.ts'
import { retryScheduleSeconds } from '../deliveries/retry.ts'
import type { Difference, Receipt } from './check.ts'
import type { Screen } from './screen.ts'
import { layOut, outcomeRows } from './table.ts'
import { stateOf } from './verdict.ts'

type Outcome = { ledger: DeliveryView[]; receipts: Receipt[]; differences: Difference[]; forged: number }

/** The table of what became of the release, and whether the receivers bear it out. */
export function reportOutcome(screen: Screen, { ledger, receipts, differences, forged }: Outcome): void {
  screen.line()
  for (const line of layOut(outcomeRows(ledger, receipts))) screen.line(line)
  screen.line()
  const retrying = ledger.filter((row) => stateOf(row) === 'retrying').length
  if (retrying > 0)
    screen.line(`  ${retrying} outlets never answer. They stay in retrying, and are tried again for ${retryHours} hours.`)
  const wrong = [...Map.groupBy(differences, ({ kind }) => kind)].map(
    ([kind, group]) => `${group.length} ${kind} (${group[0]?.deliveryId} …)`,
  )
  if (forged > 0) wrong.push(`${forged} webhooks with a wrong signature`)
  if (wrong.length === 0) {
    screen.line(
      `  ${screen.paint('green', '✔')} Ledger and receivers agree, id by id: each delivered once, to the right outlet, signed.`,
    )
  } else {
    screen.line(`  ${screen.paint('red', '✘')} Ledger and receivers disagree: ${wrong.join('; ')}.`)
  }
}

type Addresses = {
  url: string
  releaseId: string
  keys: { submitter: string; editor: string; admin: string }
  retriedId?: string
}

const retryHours = Math.round(retryScheduleSeconds.reduce((sum, seconds) => sum + seconds, 0) / 3600)

/** What to look at while the demo stays up. */
export function reportAddresses(screen: Screen, { url, releaseId, keys, retriedId }: Addresses): void {
  const curl = (path: string) => `curl -s -H 'Authorization: Bearer ${keys.submitter}' ${url}/v1/releases/${releaseId}${path}`
  const entries: [string, string][] = [
    ['API reference', `${url}/docs`],
    ['Status of the release', curl('/status')],
    ['Its ledger as CSV', curl('/deliveries.csv')],
    ['Who did what', curl('/events')],
  ]
  if (retriedId) entries.push(['A delivery that failed at first, with its attempts', curl(`/deliveries/${retriedId}`)])
  for (const [role, key] of Object.entries(keys)) entries.push([`Key of the ${role}`, key])
  // On a line of its own, so that it can be copied also where it wraps.
  for (const [name, value] of entries) screen.line(`\n  ${screen.paint('bold', name)}\n${value}`)
}
