import { type Answer, expectStatus } from '../harness/client.ts'
import { edition, type Stage } from '../harness/stage.ts'

/** What an update or a correction says, complete, with the editions of these languages. */
export function newText(stage: Stage, rest: object = {}, languages = ['en']): Record<string, unknown> {
  return {
    kind: 'correction',
    reason: 'It was wrong.',
    issuerIds: [stage.issuerId],
    source: { kind: 'issuer' },
    editions: languages.map((language) => edition(language, `<p>Corrected in ${language}.</p>`)),
    contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
    ...rest,
  }
}

/** Makes the next version of a release and has it approved; a kill comes from the editor and is so by itself. */
export async function approveNext(stage: Stage, id: string, version: object): Promise<number> {
  const { submitter, editor } = stage
  const by = 'kind' in version && version.kind === 'kill' ? editor : submitter
  const { json } = expectStatus(await by.post(`/v1/releases/${id}/versions`, version), 201)
  if (json.kind === 'kill') return json.version
  const path = `/v1/releases/${id}/versions/${json.version}`
  expectStatus(await submitter.put(`${path}/submission`), 200)
  expectStatus(await editor.put(`${path}/approval`, { hash: json.revision.hash }), 200)
  return json.version
}

/** Makes, approves and publishes the next version. */
export async function publishNext(stage: Stage, id: string, version: object, body: object = {}): Promise<Answer> {
  await approveNext(stage, id, version)
  return expectStatus(await stage.editor.put(`/v1/releases/${id}/publication`, body), 202)
}

/** Waits until the status of one version says so, as `until` of the stage does for the newest. */
export async function untilVersion(
  stage: Stage,
  { id, number }: { id: string; number: number },
  done: (status: Answer['json']) => boolean,
): Promise<Answer['json']> {
  const url = `/v1/releases/${id}/versions/${number}/status`
  let etag = ''
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; ) {
    const answer = await stage.editor.get(url, { prefer: 'wait=5', ...(etag ? { 'if-none-match': etag } : {}) })
    if (answer.status === 304) continue
    if (done(expectStatus(answer, 200).json)) return answer.json
    etag = String(answer.headers.etag)
  }
  throw new Error(`Version ${number} never came to that`)
}

/** A kill as short as one may be. */
export const kill = { kind: 'kill', reason: 'The issuer withdraws it.' }

/** A row of the ledger, as the API shows it. */
export type Row = { id: string; outletId: string; version: number; state: string; reason: string | null }

/** The ledger of one version. */
export async function rowsOf(stage: Stage, id: string, version: number): Promise<Row[]> {
  const { json } = expectStatus(await stage.editor.get(`/v1/releases/${id}/deliveries?limit=200`), 200)
  return json.items.filter((row: Row) => row.version === version)
}
