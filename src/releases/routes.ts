import { z } from 'zod'
import { EventPage, listEvents } from '../accounts/list-events.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { isNotModified } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { PageQuery } from '../http/page.ts'
import { everyone, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { releaseAccepted } from '../metrics/observe.ts'
import { changeRelease } from './change-release.ts'
import { createRelease } from './create-release.ts'
import { listReleases, ReleasePage, ReleaseQuery } from './list-releases.ts'
import { listVersions, VersionList } from './list-versions.ts'
import { NewRelease } from './new-release.ts'
import { newVersionRoutes } from './new-version-routes.ts'
import { places } from './place.ts'
import { recordRead } from './record-read.ts'
import { releaseEtag, requireRevision } from './release-etag.ts'
import { requireReleaseLeft, tellReleasesLeft } from './release-quota.ts'
import { ReleaseView, toReleaseView } from './release-view.ts'
import { replaceDraft } from './replace-draft.ts'
import { reviewRoutes } from './review-routes.ts'
import { sanitiseBodies } from './sanitise-bodies.ts'
import { getVersion } from './version.ts'
import { warningRoutes } from './warning-routes.ts'

const tags = ['releases']
const params = z.object({ id: Id })

/** The routes of this folder: releases, their versions and drafts, their review, and what happened to them. */
export function releaseRoutes(app: App, deps: AppDeps): void {
  collectionRoutes(app, deps)
  versionRoutes(app, deps)
  newVersionRoutes(app, deps)
  reviewRoutes(app, deps)
  warningRoutes(app, deps)
  historyRoutes(app, deps)
}

function collectionRoutes(app: App, deps: AppDeps): void {
  const created = {
    tags,
    summary: 'Hand in a release, as a draft',
    description:
      'What is wrong is refused, what is missing is not: datelines, contacts and an edition per target are asked for at ' +
      'submission. The same content twice within a day is refused unless an Idempotency-Key comes with it.',
    body: NewRelease,
    response: { 201: ReleaseView, ...problemResponses(400, 403, 409, 413, 415, 422) },
  }
  app.post('/v1/releases', { config: { roles: submitters, testKeys: submitters }, schema: created }, async (req, reply) => {
    const mayRepeat = req.headers['idempotency-key'] !== undefined
    const isLimited = await requireReleaseLeft(deps, req)
    const release = { ...req.body, editions: await sanitiseBodies(req.body.editions) }
    const view = await createOnce<ReleaseView>(deps, req, reply, {
      view: ReleaseView,
      create: async (tx) =>
        toReleaseView(await createRelease({ tx, clock: deps.clock }, principalOf(req), release, { mayRepeat })),
      headers: (view) => ({ location: `/v1/releases/${view.id}`, etag: releaseEtag(view) }),
    })
    if (!view.test && !reply.hasHeader('idempotent-replayed')) releaseAccepted()
    if (isLimited) await tellReleasesLeft(deps, req, reply)
    return view
  })
  const listed = {
    tags,
    summary: 'List releases, the newest first',
    description: 'Shows headlines and no texts, and is not recorded as a reading.',
    querystring: ReleaseQuery,
    response: { 200: ReleasePage, ...problemResponses(403, 422) },
  }
  app.get('/v1/releases', { config: { roles: everyone }, schema: listed }, (req) =>
    listReleases(deps, principalOf(req), req.query),
  )
}

function versionRoutes(app: App, deps: AppDeps): void {
  for (const { path, params, named } of places) {
    const read = {
      tags,
      summary: `Read a release${named}`,
      description:
        'A text that is not public yet is read on record: the event `release.read` says who, from where, and which revision.',
      params,
      response: { 200: ReleaseView, 304: z.null(), ...problemResponses(403, 404) },
    }
    app.get(path, { config: { roles: everyone }, schema: read }, async (req, reply) => {
      const saved = await getVersion(deps, principalOf(req), req.params.id, req.params.number)
      const view = toReleaseView(saved)
      const etag = releaseEtag(view)
      reply.header('etag', etag)
      if (isNotModified(req, etag)) return reply.code(304).send(null)
      if (req.method !== 'HEAD') await recordRead(deps, principalOf(req), saved)
      return view
    })
    const replaced = {
      tags,
      summary: `Replace a draft${named}: its next revision`,
      params,
      body: NewRelease,
      response: { 200: ReleaseView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
    }
    app.put(path, { config: { roles: submitters, testKeys: submitters }, schema: replaced }, async (req, reply) => {
      const release = { ...req.body, editions: await sanitiseBodies(req.body.editions) }
      return changeRelease(deps, req, reply, (inside, principal, saved) => {
        requireRevision(req, toReleaseView(saved))
        return replaceDraft(inside, principal, saved, release)
      })
    })
  }
}

function historyRoutes(app: App, deps: AppDeps): void {
  const versions = {
    tags,
    summary: 'List the versions of a release',
    params,
    response: { 200: VersionList, ...problemResponses(403, 404) },
  }
  app.get('/v1/releases/:id/versions', { config: { roles: everyone }, schema: versions }, (req) =>
    listVersions(deps, principalOf(req), req.params.id),
  )
  const events = {
    tags,
    summary: 'List what happened to a release: who did what, when and why, the newest first',
    params,
    querystring: z.strictObject(PageQuery.shape),
    response: { 200: EventPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/releases/:id/events', { config: { roles: everyone }, schema: events }, async (req) => {
    const principal = principalOf(req)
    const { release } = await getVersion(deps, principal, req.params.id)
    return listEvents(deps, principal, { releaseId: release.id }, req.query)
  })
}
