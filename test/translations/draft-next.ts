import { type DraftDeps, draftTaken, takeNext } from '../../src/translations/draft-by-machine.ts'

/** One look of a worker that drafts one at a time: whether there was one that waited. */
export async function draftNext(deps: DraftDeps): Promise<boolean> {
  const lease = await takeNext(deps)
  if (!lease) return false
  await draftTaken(deps, lease)
  return true
}
