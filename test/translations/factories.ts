import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type Answer, type Client, expectStatus } from '../harness/client.ts'
import { edition, type Stage } from '../harness/stage.ts'

/** A release of the stage's submitter, as a draft: the body that it was handed in with, its path and id. */
export type Handed = { id: string; path: string; body: Record<string, unknown> }

export async function handIn(stage: Stage, body: object = {}): Promise<Handed> {
  const release = {
    issuerIds: [stage.issuerId],
    reference: randomBytes(6).toString('hex'),
    source: { kind: 'issuer' },
    editions: [edition('en', '<p>Acme opened 12 stations today.</p><p>They cost 5 million euros.</p>')],
    contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
    ...body,
  }
  const { id } = expectStatus(await stage.submitter.post('/v1/releases', release), 201).json
  return { id, path: `/v1/releases/${id}`, body: release }
}

/** Orders a translation and returns its path. */
export async function order({ submitter }: Stage, { path }: Handed, body: object = {}): Promise<string> {
  const { json, headers } = expectStatus(await submitter.post(`${path}/translations`, { language: 'de', ...body }), 201)
  assert.equal(headers.location, `${path}/translations/${json.id}`)
  return String(headers.location)
}

/** What a person would hand in. */
export const german = {
  headline: 'Acme eröffnet zwölf Stationen',
  dateline: { place: 'Dubai' },
  body: { format: 'html', content: '<p>Acme hat heute 12 Stationen eröffnet.</p><p>Sie kosten 5 Millionen Euro.</p>' },
}

/** Reads it and does something with the ETag that was read. */
export async function putSeen(client: Client, path: string, what: string, body?: object): Promise<Answer> {
  const { headers } = expectStatus(await client.get(path), 200)
  return client.put(`${path}/${what}`, body, { 'if-match': String(headers.etag) })
}

/** A translation that a person has drafted and an editor reviewed. */
export async function reviewed(stage: Stage, release: Handed): Promise<string> {
  const path = await order(stage, release)
  expectStatus(await putSeen(stage.submitter, path, 'draft', german), 200)
  expectStatus(await putSeen(stage.editor, path, 'review'), 200)
  return path
}

/** Replaces the draft of a release. */
export async function revise({ submitter }: Stage, { path, body }: Handed, change: object): Promise<void> {
  const { headers } = expectStatus(await submitter.get(path), 200)
  expectStatus(await submitter.put(path, { ...body, ...change }, { 'if-match': String(headers.etag) }), 200)
}

/** Submits a release, and has what it says then approved. */
export async function approve({ submitter, editor }: Stage, { path }: Handed): Promise<void> {
  const { json } = expectStatus(await submitter.put(`${path}/submission`), 200)
  expectStatus(await editor.put(`${path}/approval`, { hash: json.revision.hash }), 200)
}

export async function kindsOf({ submitter }: Stage, { path }: Handed): Promise<string[]> {
  const { items } = expectStatus(await submitter.get(`${path}/events?limit=100`), 200).json
  return items.map(({ kind }: { kind: string }) => kind).reverse()
}
