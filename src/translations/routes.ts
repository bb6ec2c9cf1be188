import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { inTransaction, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { PageQuery } from '../http/page.ts'
import { editors, everyone, type Principal, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { recordRead } from '../releases/record-read.ts'
import { getVersion, type SavedVersion } from '../releases/version.ts'
import { openTranslators } from '../translators/list.ts'
import { Assignment, assignTranslation } from './assign-translation.ts'
import { cancelTranslation } from './cancel-translation.ts'
import { deliverTranslation, prepareDelivery } from './deliver-translation.ts'
import { requireProvider } from './find-provider.ts'
import { listTranslations, TranslationPage } from './list-translations.ts'
import { NewDraft, sanitiseDraft } from './new-draft.ts'
import { findSource, NewTranslation, orderTranslation } from './order-translation.ts'
import { Review, reviewTranslation } from './review-translation.ts'
import { saveDraft } from './save-draft.ts'
import {
  getTranslation,
  getTranslationForUpdate,
  heedSeen,
  orderedEtag,
  requireSeen,
  type SavedTranslation,
  type TranslationPlace,
  translationEtag,
} from './translation.ts'
import { sourceOf, TranslationView, toTranslationView } from './translation-view.ts'

const tags = ['translations']
const all = '/v1/releases/:id/translations'
const one = `${all}/:translationId`
const params = z.object({ id: Id, translationId: Id })
const work = { roles: submitters, testKeys: submitters }

/** Translations of a release: ordered, drafted, reviewed, delivered into its draft. */
export function translationRoutes(app: App, deps: AppDeps): void {
  const translators = openTranslators(deps, deps.config)
  serveOrder(app, deps, translators)
  serveReads(app, deps)
  serveAssignment(app, deps, translators)
  serveDraft(app, deps)
  serveReview(app, deps)
  serveEnds(app, deps)
}

type Translators = ReturnType<typeof openTranslators>

function serveOrder(app: App, deps: AppDeps, translators: Translators): void {
  const { db, clock } = deps
  const schema = {
    tags,
    summary: 'Order a translation of the latest version',
    description:
      'Without a provider people draft it, by PUT …/draft. With one a worker has it drafted; a person may do it all the same.',
    params: z.object({ id: Id }),
    body: NewTranslation,
    response: { 201: TranslationView, ...problemResponses(400, 403, 404, 409, 413, 415, 422) },
  }
  app.post(all, { config: work, schema }, async (req, reply) => {
    const { provider, language: target, source: wanted } = req.body
    const saved = await getVersion({ db }, principalOf(req), req.params.id)
    const source = findSource(saved, wanted).language
    if (provider) await requireProvider(translators, { provider, source, target, pairPointer: '/language' })
    return createOnce<TranslationView>(deps, req, reply, {
      view: TranslationView,
      create: async (tx) => toTranslationView(await orderTranslation({ tx, clock }, principalOf(req), req.params.id, req.body)),
      headers: (view) => ({
        location: `/v1/releases/${view.releaseId}/translations/${view.id}`,
        etag: orderedEtag(sourceOf(view)),
      }),
    })
  })
}

function serveReads(app: App, deps: AppDeps): void {
  const listed = {
    tags,
    summary: 'List the translations of a release, the newest first',
    description: 'Shows no texts, and is not recorded as a reading.',
    params: z.object({ id: Id }),
    querystring: z.strictObject(PageQuery.shape),
    response: { 200: TranslationPage, ...problemResponses(403, 404, 422) },
  }
  app.get(all, { config: { roles: everyone }, schema: listed }, (req) =>
    listTranslations(deps, principalOf(req), req.params.id, req.query),
  )
  const read = {
    tags,
    summary: 'Read a translation: source and draft side by side',
    description:
      'With what the two do not share (names of the glossary, figures), and with what has changed in the source since. A text that is not ' +
      'public yet is read on record, as that of a release is.',
    params,
    response: { 200: TranslationView, ...problemResponses(403, 404) },
  }
  app.get(one, { config: { roles: everyone }, schema: read }, async (req, reply) => {
    const principal = principalOf(req)
    const translation = await getTranslation(deps, principal, req.params)
    const saved = await getVersion(deps, principal, req.params.id, translation.row.versionNumber)
    if (req.method !== 'HEAD') await recordRead(deps, principal, saved)
    reply.header('etag', translationEtag(translation))
    return toTranslationView(translation)
  })
}

function serveAssignment(app: App, deps: AppDeps, translators: Translators): void {
  const schema = {
    tags,
    summary: 'Give a translation to a provider, which is asked at once, or to people',
    description:
      'Where the provider failed, or the source has changed since its draft, it is asked again; a machine’s draft goes then. Refused where ' +
      'there is a person’s.',
    params,
    body: Assignment,
    response: { 200: TranslationView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.put(`${one}/provider`, { config: work, schema }, async (req, reply) => {
    const { provider } = req.body
    const { row } = await getTranslation(deps, principalOf(req), req.params)
    const pair = { source: row.sourceLanguage, target: row.language, pairPointer: '/provider' }
    if (provider !== null) await requireProvider(translators, { provider, ...pair })
    return change(deps, req, reply, (inside, principal, translation) => {
      requireSeen(req, translation)
      return assignTranslation(inside, principal, translation, req.body)
    })
  })
}

function serveDraft(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Hand in a draft of a translation, or a better one',
    description:
      'It stands for the source as it is now: If-Match names both. A boilerplate that is left out is the issuer’s own in that language. ' +
      '`machine` is false unless it is sent.',
    params,
    body: NewDraft,
    response: { 200: TranslationView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.put(`${one}/draft`, { config: work, schema }, async (req, reply) => {
    const { machine } = req.body
    const { row } = await getTranslation(deps, principalOf(req), req.params)
    const text = await sanitiseDraft(req.body, row.language)
    return change(deps, req, reply, (inside, principal, translation) => {
      requireSeen(req, translation)
      return saveDraft(inside, principal, translation, { text, machine })
    })
  })
}

function serveReview(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Say that a draft is good; for editors',
    params,
    body: Review,
    response: { 200: TranslationView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.put(`${one}/review`, { config: { roles: editors, testKeys: submitters }, schema }, (req, reply) =>
    change(deps, req, reply, (inside, principal, translation) => {
      requireSeen(req, translation)
      return reviewTranslation(inside, principal, translation, req.body)
    }),
  )
}

function serveEnds(app: App, deps: AppDeps): void {
  const delivered = {
    tags,
    summary: 'Put a translation into its version, as an edition',
    description:
      'The next revision of the version has it: a draft, or one that is published and waits for it. What a machine translated must be reviewed first, unless the account’s `machineTranslation` ' +
      'is `unreviewed`.',
    params,
    response: { 200: TranslationView, ...problemResponses(403, 404, 409, 412, 422) },
  }
  app.put(`${one}/delivery`, { config: work, schema: delivered }, async (req, reply) => {
    const seen = await getTranslation(deps, principalOf(req), req.params)
    const delivery = prepareDelivery(seen, await getVersion(deps, principalOf(req), req.params.id, seen.row.versionNumber))
    return change(deps, req, reply, (inside, principal, translation) => {
      heedSeen(req, translation)
      return deliverTranslation(inside, principal, { ...translation, delivery })
    })
  })
  const canceled = {
    tags,
    summary: 'Cancel a translation',
    params,
    response: { 200: TranslationView, ...problemResponses(403, 404, 409, 412) },
  }
  app.delete(one, { config: work, schema: canceled }, (req, reply) =>
    change(deps, req, reply, (inside, principal, translation) => {
      heedSeen(req, translation)
      return cancelTranslation(inside, principal, translation)
    }),
  )
}

type Act = (
  inside: { tx: Tx; clock: Clock },
  principal: Principal,
  translation: SavedTranslation & { saved: SavedVersion },
) => Promise<void>

/** Changes a translation in one transaction, under its lock, and answers with it as it is then. */
async function change(
  { db, clock }: AppDeps,
  req: FastifyRequest<{ Params: TranslationPlace }>,
  reply: FastifyReply,
  act: Act,
): Promise<TranslationView> {
  const principal = principalOf(req)
  const changed = await inTransaction(db, async (tx) => {
    await act({ tx, clock }, principal, await getTranslationForUpdate({ tx }, principal, req.params))
    return getTranslation({ db: tx }, principal, req.params)
  })
  reply.header('etag', translationEtag(changed))
  return toTranslationView(changed)
}
