import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { inTransaction, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { type Principal, principalOf } from '../http/principal.ts'
import type { Place } from './place.ts'
import { releaseEtag } from './release-etag.ts'
import { type ReleaseView, toReleaseView } from './release-view.ts'
import { getVersionForUpdate, type SavedVersion } from './version.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** One use-case on a version that is locked; it returns the version as it is then. */
type Act = (deps: { tx: Tx; clock: Clock }, principal: Principal, saved: SavedVersion) => Promise<SavedVersion>

/**
 * Changes a version in one transaction, under its lock: of two requests at once, the second sees what the first has made.
 *
 * @returns the release as it is now, its ETag set on the reply
 * @throws not-found, and what `act` throws; then nothing has changed
 */
export async function changeRelease(
  { db, clock }: Deps,
  req: FastifyRequest<{ Params: Place }>,
  reply: FastifyReply,
  act: Act,
): Promise<ReleaseView> {
  const principal = principalOf(req)
  const view = await inTransaction(db, async (tx) => {
    const saved = await getVersionForUpdate({ tx }, principal, req.params.id, req.params.number)
    return toReleaseView(await act({ tx, clock }, principal, saved))
  })
  reply.header('etag', releaseEtag(view))
  return view
}
