import assert from 'node:assert/strict'
import { expectStatus } from '../harness/client.ts'
import type { Stage } from '../harness/stage.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import type { RealWordpress } from './wordpress.ts'

/** A release in fifteen languages that is on its way to a site, and to a webhook for comparison. */
export type Journey = {
  releaseId: string
  endpointId: string
  /** language → the story as the webhook got it */
  stories: Map<string, string>
  key(language: string): string
}

/** Hands a release in, has it approved and published, and waits until every delivery is through. */
export async function publishToSite(stage: Stage, site: RealWordpress): Promise<Journey> {
  const { admin } = stage
  expectStatus(await admin.patch('/v1/wire', { name: 'Example Wire', url: 'https://wire.example/' }, { 'if-match': '*' }), 200)
  const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
  expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
  const list = await stage.list([{ languages }])
  const endpointId = await addSite(stage, site, list.id)
  const releaseId = await stage.approved({
    source: { kind: 'contentProvider', name: 'Sunvale News' },
    contacts: [{ name: 'Lena Ortiz', email: 'press@sunvale.example', phone: '+971 4 555 0123', public: true }],
    sectors: ['energy', 'top-story'],
    editions,
    targets: languages.map((language) => ({ language, outletListId: list.id })),
  })
  expectStatus(await stage.publish(releaseId), 202)
  await stage.until(releaseId, ({ counts }) => counts.delivered === 2 * languages.length)
  return {
    releaseId,
    endpointId,
    stories: readStories(stage),
    key: (language) => `dateline-${language.toLowerCase()}-${releaseId}`,
  }
}

/** An outlet with a site, on a list that is there. */
export async function addSite({ admin }: Stage, site: RealWordpress, listId: string): Promise<string> {
  const outlet = { name: 'A newsroom', country: 'AE', languages, sectors: [], timeZone: 'Asia/Dubai' }
  const { id } = expectStatus(await admin.post('/v1/outlets', outlet), 201).json
  const settings = site.settings('author')
  const endpoint = expectStatus(await admin.post(`/v1/outlets/${id}/endpoints`, { channel: 'wordpress', settings }), 201)
  assert.ok(!endpoint.text.includes(settings.applicationPassword))
  expectStatus(await admin.post(`/v1/outlet-lists/${listId}/members`, { outletIds: [id] }), 200)
  return endpoint.json.id
}

function readStories({ hooks }: Stage): Map<string, string> {
  return new Map(
    hooks.received.map(({ body }) => {
      const { language, bodies } = JSON.parse(String(body))
      return [language, bodies.find(({ contentType }: { contentType: string }) => contentType === 'text/html').value]
    }),
  )
}
