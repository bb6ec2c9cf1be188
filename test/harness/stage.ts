import { randomBytes } from 'node:crypto'
import type { Clock } from '../../src/clock.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../../src/demo/receivers/http.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { startWorker, type Worker } from '../../src/worker.ts'
import { type Answer, type Client, expectStatus } from './client.ts'
import { type Service, startService } from './service.ts'

/** How an outlet's far side treats what comes. */
export type Behaviour = 'accept' | 'refuse' | 'defer' | 'fail-once' | 'stall'

/** A service with an issuer, an account, an editor and loopback receivers behind every outlet. */
export type Stage = Service & {
  submitter: Client & { accountId: string; key: string }
  editor: Client & { accountId: string; key: string }
  issuerId: string
  mail: SmtpReceiver
  hooks: WebhookReceiver
  /** makes outlets with one endpoint each and a list of them */
  list(outlets: StagedOutlet[], name?: string): Promise<{ id: string; outletIds: string[]; endpointIds: string[] }>
  /** a release, submitted and approved */
  approved(release: ReleaseInput): Promise<string>
  publish(id: string, body?: object): Promise<Answer>
  /** waits until the status says so */
  until(id: string, done: (status: Answer['json']) => boolean): Promise<Answer['json']>
  work(): Promise<Worker>
}

export type StagedOutlet = {
  channel?: 'email' | 'webhook' | 'pull' | 'feed'
  settings?: object
  languages?: string[]
  behave?: Behaviour
  country?: string
  pacePerMinute?: number
  format?: string
}

export type ReleaseInput = {
  targets: { language: string; outletListId: string; excludeOutletIds?: string[] }[]
  editions?: object[]
} & Record<string, unknown>

type Options = {
  clock?: Clock
  queue?: 'redis' | 'postgres'
  env?: Record<string, string>
  via?: (url: string) => Promise<string>
  database?: { url: string; drop: () => Promise<void> }
  keep?: boolean
  logTo?: { write(line: string): void }
  /** what the webhook receivers wait for before each answer */
  ready?: () => Promise<void>
}

export async function startStage({ keep = false, env = {}, ready, ...options }: Options = {}): Promise<Stage> {
  const secrets = new Map<string, string>()
  const behaviours = new Map<string, Behaviour>()
  const behave = (key: string) => behaviours.get(key) ?? 'accept'
  const mail = await startSmtpReceiver({ behave, keepRaw: keep })
  const hooks = await startWebhookReceiver({
    secretOf: (path) => secrets.get(path),
    behave,
    keepBody: keep,
    ...(ready ? { ready } : {}),
  })
  const service = await startService({ ...options, env: { SMTP_URL: mail.url, ...env } }).catch(async (error: unknown) => {
    // A receiver that stays open would keep the test process from ending.
    await mail.close()
    await hooks.close()
    throw error
  })
  const { admin } = service
  const submitter = await service.client('submitter')
  const editor = await service.client('editor')
  const issuer = expectStatus(await admin.post('/v1/issuers', { names: { en: 'Acme', ar: 'أكمي' }, domain: 'acme.example' }), 201)
  expectStatus(await admin.put(`/v1/accounts/${submitter.accountId}/issuers/${issuer.json.id}`), 204)
  const workers: Worker[] = []

  const addOutlet = async ({
    channel = 'webhook',
    languages = ['en'],
    behave: how = 'accept',
    country = 'AE',
    settings: given,
    ...rest
  }: StagedOutlet) => {
    const tag = randomBytes(6).toString('hex')
    const outlet = expectStatus(
      await admin.post('/v1/outlets', { name: `Outlet ${tag}`, country, languages, sectors: [], timeZone: 'Asia/Dubai' }),
      201,
    )
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    const made = {
      email: { to: `${tag}@outlet.example` },
      webhook: { url: `${hooks.url}/${tag}`, secret },
      pull: {},
      feed: {},
    }
    const settings = given ?? made[channel]
    const endpoint = expectStatus(
      await admin.post(`/v1/outlets/${outlet.json.id}/endpoints`, { channel, settings, ...rest }),
      201,
    )
    secrets.set(`/${tag}`, secret)
    behaviours.set(channel === 'email' ? `${tag}@outlet.example` : `/${tag}`, how)
    return { outletId: String(outlet.json.id), endpointId: String(endpoint.json.id) }
  }

  const stage: Stage = {
    ...service,
    submitter,
    editor,
    issuerId: issuer.json.id,
    mail,
    hooks,
    list: async (outlets, name = `List ${randomBytes(3).toString('hex')}`) => {
      const made = await Promise.all(outlets.map(addOutlet))
      const list = expectStatus(await admin.post('/v1/outlet-lists', { name }), 201)
      const outletIds = made.map(({ outletId }) => outletId)
      expectStatus(await admin.post(`/v1/outlet-lists/${list.json.id}/members`, { outletIds }), 200)
      return { id: list.json.id, outletIds, endpointIds: made.map(({ endpointId }) => endpointId) }
    },
    approved: (release) => approve(stage, release),
    publish: (id, body = {}) => submitter.put(`/v1/releases/${id}/publication`, body),
    until: (id, done) => until(submitter, id, done),
    work: async () => {
      const worker = await startWorker(service.deps)
      workers.push(worker)
      return worker
    },
    close: async () => {
      for (const worker of workers) await worker.stop()
      await mail.close()
      await hooks.close()
      await service.close()
    },
  }
  return stage
}

/** An edition as short as one may be. */
export function edition(language: string, content = `<p>Text in ${language}.</p>`): object {
  return { language, headline: `Headline in ${language}`, dateline: { place: 'Dubai' }, body: { format: 'html', content } }
}

async function approve({ submitter, editor, issuerId }: Stage, { targets, editions, ...rest }: ReleaseInput): Promise<string> {
  const languages = [...new Set(targets.map(({ language }) => language))]
  const created = await submitter.post('/v1/releases', {
    issuerIds: [issuerId],
    reference: randomBytes(6).toString('hex'),
    source: { kind: 'issuer' },
    editions: editions ?? languages.map((language) => edition(language)),
    contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
    targets,
    ...rest,
  })
  const id = String(expectStatus(created, 201).json.id)
  expectStatus(await submitter.put(`/v1/releases/${id}/submission`), 200)
  const { headers } = await editor.get(`/v1/releases/${id}`)
  expectStatus(await editor.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': String(headers.etag) }), 200)
  return id
}

/** Asks as a client would: with the last ETag, willing to wait for news. */
async function until(client: Client, id: string, done: (status: Answer['json']) => boolean): Promise<Answer['json']> {
  let etag = ''
  let last: Answer['json']
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const answer = await client.get(`/v1/releases/${id}/status`, { prefer: 'wait=5', ...(etag ? { 'if-none-match': etag } : {}) })
    if (answer.status === 304 || answer.status === 503) continue
    last = expectStatus(answer, 200).json
    etag = String(answer.headers.etag)
    if (done(last)) return last
  }
  throw new Error(`It never came to pass; the last status was ${JSON.stringify(last)}`)
}
