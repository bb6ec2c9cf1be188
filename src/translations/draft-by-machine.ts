import { inTransaction, Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Translator } from '../translators/translator.ts'
import { askProvider, type MachineDraft } from './ask-provider.ts'
import type { Failed } from './failure.ts'
import { keepFailure } from './keep-failure.ts'
import { endLease, keepEveryMs, keepLease, type Lease, takeTranslation } from './lease.ts'
import { type Present, readPresent } from './present.ts'
import { recordTranslation } from './record-translation.ts'

/** What a worker needs to have translations drafted. */
export type DraftDeps = Pick<AppDeps, 'db' | 'clock' | 'log'> & {
  translators: Readonly<Record<string, Translator>>
  stopping: AbortSignal
}

/** Takes the next translation that waits for a provider; undefined where there is none. */
export function takeNext({ db, clock, translators }: DraftDeps): Promise<Lease | undefined> {
  return takeTranslation(db, clock.now(), Object.keys(translators))
}

/** Has a translation drafted that was taken: asked for, and kept in a transaction of its own. */
export async function draftTaken(deps: DraftDeps, lease: Lease): Promise<void> {
  const { db, stopping } = deps
  const lost = new AbortController()
  const keeping = setInterval(() => {
    keepLease(db, lease).then(
      (kept) => kept || lost.abort(),
      () => lost.abort(),
    )
  }, keepEveryMs)
  try {
    await draft(deps, lease, AbortSignal.any([stopping, lost.signal]))
  } finally {
    clearInterval(keeping)
  }
}

async function draft(deps: DraftDeps, lease: Lease, signal: AbortSignal): Promise<void> {
  const { db, log, translators } = deps
  const row = await db.translation.findUniqueOrThrow({ where: { id: lease.id } })
  const present = await readPresent(db, row)
  const translator = translators[row.provider ?? '']
  const { source, movedOn } = present
  if (!source || movedOn || !translator) {
    const detail = movedOn ?? `Version ${row.versionNumber} has no edition in ${row.sourceLanguage} any more`
    return keepFailure(deps, lease, row, { accountId: present.accountId, failed: { ok: false, reason: 'source-gone', detail } })
  }
  const pair = { source: row.sourceLanguage, target: row.language }
  const answer = await askProvider({ db, translator }, present, { text: source.text, pair }, signal).catch((error: unknown) => {
    log.error({ err: error, translationId: row.id }, 'a translation could not be drafted')
    return ourFault
  })
  // Whoever took it from us decides; who is stopping leaves it as it was.
  if (signal.aborted) return endLease(db, lease)
  if (answer.ok) return keepDraft(deps, lease, row, { present, source, answer })
  return keepFailure(deps, lease, row, { accountId: present.accountId, failed: answer })
}

const ourFault: Failed = { ok: false, reason: 'internal', detail: 'Dateline made a mistake; the log tells which.' }

type Row = Prisma.TranslationModel
type Drafted = { present: Present; source: NonNullable<Present['source']>; answer: MachineDraft }

async function keepDraft(
  { db, clock }: DraftDeps,
  lease: Lease,
  row: Row,
  { present, source, answer: { text, lostNames } }: Drafted,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { count } = await tx.translation.updateMany({
      where: { ...lease, state: 'requested' },
      data: {
        ...{ state: 'drafted', machine: true, draft: text, lostNames, draftedBy: row.provider },
        ...{ source: source.text, sourceHash: new Uint8Array(source.hash) },
        ...{ failure: Prisma.DbNull, nextTryAt: null, leaseExpiresAt: null },
        revision: { increment: 1 },
        updatedAt: clock.now(),
      },
    })
    if (count === 0) return
    const told = { accountId: present.accountId, machine: true, provider: row.provider, lostNames: lostNames.length }
    await recordTranslation({ tx, clock }, undefined, row, { kind: 'drafted', ...told })
  })
}
