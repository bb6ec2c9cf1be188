import { findForeignIssuers } from '../accounts/find-foreign-issuers.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { findUnknownSectors } from '../wire/sector.ts'
import type { RevisionContent } from './content.ts'
import { findUsableLists, findVisibleLists } from './find-list.ts'
import { refuse } from './refuse.ts'
import type { Target } from './target.ts'

/**
 * Checks what a release names against what there is now: its instants lie ahead, its issuers are the account's, its sectors
 * and lists exist. Asked when a draft is saved, and again when it is submitted, since all of that may change in between.
 *
 * @throws instant-past, issuer-not-authorized, not-entitled, or invalid, each with a pointer per field
 */
export async function checkContent(
  { tx, clock }: { tx: Tx; clock: Clock },
  account: { id: string; kind: string },
  content: RevisionContent,
): Promise<void> {
  checkInstants(content, clock.now())
  await checkIssuers(tx, account.id, content.issuerIds)
  await checkSectors(tx, content.sectors)
  await checkTargets(tx, account, content.targets)
}

function checkInstants({ releaseAt, embargoUntil }: RevisionContent, now: Date): void {
  const errors = Object.entries({ releaseAt, embargoUntil }).flatMap(([field, instant]) => {
    if (!instant || instant.at > now) return []
    const detail = `${instant.given} is over (it is ${now.toISOString()}): send a later instant, or null`
    return [{ pointer: `/${field}`, code: 'instant-past', detail }]
  })
  refuse('instant-past', errors)
}

async function checkIssuers(tx: Tx, accountId: string, issuerIds: string[]): Promise<void> {
  const foreign = await findForeignIssuers({ db: tx }, accountId, issuerIds)
  const errors = foreign.map((id) => {
    // An issuer of somebody else and one that does not exist are told alike.
    const detail = `this account does not act for an issuer ${id}: ask an admin of the wire to authorise it`
    return { pointer: `/issuerIds/${issuerIds.indexOf(id)}`, code: 'issuer-not-authorized', detail }
  })
  refuse('issuer-not-authorized', errors)
}

async function checkSectors(tx: Tx, keys: readonly string[]): Promise<void> {
  const unknown = new Set(await findUnknownSectors(tx, keys))
  const errors = keys.flatMap((key, at) => {
    const detail = `there is no sector "${key}" on this wire: choose from GET /v1/sectors`
    return unknown.has(key) ? [{ pointer: `/sectors/${at}`, code: 'unknown-sector', detail }] : []
  })
  refuse('invalid', errors)
}

async function checkTargets(tx: Tx, account: { id: string; kind: string }, targets: readonly Target[]): Promise<void> {
  const ids = targets.map(({ outletListId }) => outletListId)
  const visible = await findVisibleLists(tx, account, ids)
  const usable = await findUsableLists(tx, account, ids)
  const unknown = targets.flatMap(({ outletListId }, at) => {
    const detail = `there is no outlet list ${outletListId}, or this account may not see it: choose one of GET /v1/outlet-lists`
    return visible.has(outletListId) ? [] : [{ pointer: `/targets/${at}/outletListId`, code: 'unknown-list', detail }]
  })
  refuse('invalid', unknown)
  const unentitled = targets.flatMap(({ outletListId }, at) => {
    const detail = `this account is not entitled to the outlet list ${outletListId}: ask the wire for it, or choose one that is usable`
    return usable.has(outletListId) ? [] : [{ pointer: `/targets/${at}/outletListId`, code: 'not-entitled', detail }]
  })
  refuse('not-entitled', unentitled)
}
