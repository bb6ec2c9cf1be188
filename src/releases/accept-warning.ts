import { z } from 'zod'
import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { getVersion, type SavedVersion } from './version.ts'
import { StoredWarning } from './warning.ts'

/** Which warning of which edition. */
export type WarningPlace = { language: string; key: string }

type Deps = { tx: Tx; clock: Clock }

/**
 * Accepts a warning: the text is as it should be, and why. It stays accepted wherever the release says the same words.
 *
 * @param saved the version, locked
 * @throws not-found for a warning that there is not
 */
export async function acceptWarning(
  deps: Deps,
  principal: Principal,
  saved: SavedVersion,
  { language, key, reason }: WarningPlace & { reason: string },
): Promise<SavedVersion> {
  requireWarning(saved, { language, key })
  const id = { releaseId: saved.release.id, language, key }
  const accepted = { reason, keyId: principal.keyId, actor: principal.keyName, acceptedAt: deps.clock.now() }
  await deps.tx.acceptedWarning.upsert({
    where: { releaseId_language_key: id },
    create: { ...id, ...accepted },
    update: accepted,
  })
  return recordAnswer(deps, principal, saved, { kind: 'edition.warning-accepted', language, key, reason })
}

/**
 * Takes an acceptance back.
 *
 * @throws not-found for a warning that there is not
 */
export async function doubtAgain(
  deps: Deps,
  principal: Principal,
  saved: SavedVersion,
  { language, key }: WarningPlace,
): Promise<SavedVersion> {
  requireWarning(saved, { language, key })
  const { count } = await deps.tx.acceptedWarning.deleteMany({ where: { releaseId: saved.release.id, language, key } })
  if (count === 0) return saved
  return recordAnswer(deps, principal, saved, { kind: 'edition.warning-reopened', language, key })
}

function requireWarning({ editions }: SavedVersion, { language, key }: WarningPlace): void {
  const edition = editions.find((candidate) => candidate.language === language)
  const warnings = z.array(StoredWarning).parse(edition?.warnings ?? [])
  if (!warnings.some((warning) => warning.key === key)) throw notFound('warning')
}

async function recordAnswer(
  deps: Deps,
  principal: Principal,
  { release, version }: SavedVersion,
  { kind, language, key, reason }: WarningPlace & { kind: string; reason?: string },
): Promise<SavedVersion> {
  await recordEvent(deps, principal, {
    kind,
    subject: { type: 'release', id: release.id },
    accountId: release.accountId,
    releaseId: release.id,
    reason,
    data: { version: version.number, language, key },
  })
  return getVersion({ db: deps.tx }, principal, release.id, version.number)
}
