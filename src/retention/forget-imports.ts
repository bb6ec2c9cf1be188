import { recordEvent } from '../accounts/events.ts'
import type { AppDeps } from '../deps.ts'
import { getWire } from '../wire/wire.ts'

/** Deletes the imports, with their rows, that the wire no longer keeps; one that is being applied stays. */
export async function forgetImports({ db, clock }: Pick<AppDeps, 'db' | 'clock'>): Promise<void> {
  const { importDays } = (await getWire(db)).retention
  if (importDays === undefined) return
  const before = new Date(clock.now().getTime() - importDays * 86_400_000)
  await db.$transaction(async (tx) => {
    const rows = await tx.$executeRaw`DELETE FROM imports WHERE created_at < ${before} AND state <> 'applying'`
    if (rows === 0) return
    const subject = { type: 'wire', id: 'wire' }
    const data = { table: 'imports', before: before.toISOString(), rows }
    await recordEvent({ tx, clock }, undefined, { kind: 'retention.dropped', subject, data })
  })
}
