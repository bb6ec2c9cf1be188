import type { Vault } from '../vault.ts'
import type { Delivery } from './keep-fact.ts'
import type { Report } from './report.ts'

/** The reason of a bounce that says nothing of the address that we wrote to. */
export const forwarded = 'forwarded'

/**
 * What a report tells of the address that we wrote to. Where it names another one, somebody there had our mail and handed it on to who
 * did not get it: a fact to be shown, soft whatever it was, and without consequences. One that names none is about ours.
 */
export function readForDelivery({ vault }: { vault: Vault }, report: Report, { addressHash }: Delivery): Report {
  const { recipient } = report
  if (recipient === undefined || Buffer.from(addressHash).equals(vault.hashAddress(recipient))) return report
  return { ...report, kind: 'soft-bounce', reason: forwarded }
}
