import { recordEvent } from '../accounts/events.ts'
import type { Channel, Message, Outcome, Sender } from '../channels/channel.ts'
import { inTransaction, type Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { requireNotHeld } from '../holds/require-not-held.ts'
import type { Principal } from '../http/principal.ts'
import { newId } from '../ids.ts'
import { openSecrets } from '../outlets/endpoint-secrets.ts'
import { checkFormat, requireChannel } from '../outlets/endpoint-settings.ts'
import { notFound, Problem } from '../problem.ts'
import { requireNotSuppressed } from '../suppressions/require-not-suppressed.ts'
import { getWire } from '../wire/wire.ts'
import { deadlineSignal } from './deadline.ts'
import { subjectOf } from './document.ts'
import type { EndpointTest, NewEndpointTest } from './endpoint-test.ts'
import { openOverhearing, toBytes } from './overheard.ts'
import { readSettings } from './send.ts'
import { toStory } from './story.ts'
import { toTestDocument } from './test-document.ts'
import { testRenderings } from './test-renderings.ts'
import { footerOf } from './unsubscribe-footer.ts'
import { unsubscribeUrl } from './unsubscribe-link.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'signals' | 'log' | 'publicUrl'> & {
  /** the channels, open */
  senders: () => Readonly<Record<string, Sender>>
}

// Of this process. Whoever asks twice at once has clicked twice.
const underWay = new Set<string>()

/**
 * Sends a test release to an endpoint, now and over its real channel, and tells what was sent and what the far side said. Nothing of it
 * stands in the ledger. What keeps releases from an endpoint keeps tests from it, too, but for that it is paused or disabled.
 *
 * @throws not-found; wrong-state where it is archived, suppressed or held; invalid for a format that its channel does not send;
 *   too-many-requests while a test of it is under way
 */
export async function testEndpoint(deps: Deps, principal: Principal, id: string, wanted: NewEndpointTest): Promise<EndpointTest> {
  if (underWay.has(id)) {
    const detail = 'A test of this endpoint is under way. Wait for its answer.'
    throw new Problem('too-many-requests', detail, { headers: { 'retry-after': '5' } })
  }
  underWay.add(id)
  try {
    const endpoint = await findEndpoint(deps, id)
    await requireNotSuppressed(deps.db, endpoint)
    const tested = await send(deps, principal, endpoint, wanted)
    await record(deps, principal, tested)
    return tested
  } finally {
    underWay.delete(id)
  }
}

type Endpoint = Prisma.EndpointModel & { ownLanguages: string[] }

async function findEndpoint({ db }: Deps, id: string): Promise<Endpoint> {
  const owner = { select: { languages: true, archivedAt: true } }
  const found = await db.endpoint.findUnique({ where: { id }, include: { outlet: owner, journalist: owner } })
  if (!found) throw notFound('endpoint')
  const { outlet, journalist, ...endpoint } = found
  if (found.archivedAt ?? outlet?.archivedAt ?? journalist?.archivedAt) {
    throw new Problem('wrong-state', 'This endpoint is archived, or whose it is: nothing is sent there. Make another.')
  }
  return { ...endpoint, ownLanguages: [...endpoint.languages, ...((outlet ?? journalist)?.languages ?? [])] }
}

async function send(deps: Deps, principal: Principal, endpoint: Endpoint, wanted: NewEndpointTest): Promise<EndpointTest> {
  const channel = requireChannel(endpoint.channel)
  const sender = deps.senders()[channel.key]
  if (!sender) throw new Error(`The channel ${channel.key} is not open`)
  const language = wanted.language ?? endpoint.ownLanguages[0] ?? 'en'
  const format = checkFormat(channel, wanted.format ?? endpoint.format)
  const sentAt = deps.clock.now()
  const secrets = openSecrets(deps.vault, endpoint.secrets)
  const { transcript, made, read } = openOverhearing(textsOf(secrets))
  const prepared = await prepare(deps, { channel, endpoint, language, format, kind: wanted.kind, sentAt })
  const message = { ...prepared, settings: readSettings(channel, endpoint.settings, secrets), transcript }
  // Last, and in one breath with the sending, as for any hand-over.
  const belongs = { accountId: principal.accountId, issuerIds: [], publicationId: '', outletListId: null }
  await requireNotHeld(deps, { ...belongs, channel: channel.key, host: endpoint.host })
  const beganMs = deps.clock.monotonicMs()
  const outcome = await sender.send(message, deadlineSignal(channel.deadlineMs))
  return {
    endpointId: endpoint.id,
    deliveryId: message.deliveryId,
    channel: channel.key,
    address: endpoint.address,
    language,
    format,
    kind: wanted.kind,
    sentAt: sentAt.toISOString(),
    durationMs: Math.round(deps.clock.monotonicMs() - beganMs),
    outcome: toOutcomeView(outcome),
    renderings: [...message.renderings, ...made()].map(({ bytes, ...rendering }) => ({ ...rendering, ...toBytes(bytes) })),
    transcript: read(),
  }
}

type Wanted = {
  channel: Channel
  endpoint: Endpoint
  language: string
  format: string
  kind: NewEndpointTest['kind']
  sentAt: Date
}

async function prepare(deps: Deps, { channel, endpoint, sentAt, ...wanted }: Wanted): Promise<Omit<Message, 'settings'>> {
  const wire = await getWire(deps.db)
  const document = toTestDocument(wire, { ...wanted, endpointId: endpoint.id, at: sentAt })
  const deliveryId = newId()
  return {
    deliveryId,
    attempt: 1,
    renderings: testRenderings(deps, { channel, endpoint, format: wanted.format, document }),
    subject: subjectOf(document),
    language: document.language,
    direction: document.direction,
    releasedAt: sentAt,
    sentAt,
    sender: { name: wire.senderName, address: wire.senderAddress },
    messageDomain: wire.senderAddress.slice(wire.senderAddress.lastIndexOf('@') + 1),
    unsubscribeUrl: channel.class === 'machine' ? '' : unsubscribeUrl(deps, deliveryId),
    footer: footerOf(wire, document.language),
    story: toStory(document),
  }
}

/** Every text in a value: secrets may lie in secrets, such as those that were replaced. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : []
}

function toOutcomeView(outcome: Outcome): EndpointTest['outcome'] {
  const none = { available: false, receipt: null, reason: null, detail: null, retryAfterSeconds: null }
  if (outcome.kind === 'delivered')
    return { ...none, kind: 'delivered', available: outcome.available ?? false, receipt: outcome.receipt }
  const { kind, reason, detail } = outcome
  return { ...none, kind, reason, detail, retryAfterSeconds: (kind === 'temporary' ? outcome.retryAfterSeconds : null) ?? null }
}

/** That it was done and what came of it, and no byte of it. */
async function record({ db, clock }: Deps, principal: Principal, tested: EndpointTest): Promise<void> {
  const { endpointId, deliveryId, language, format, kind, durationMs, outcome } = tested
  const data = { deliveryId, language, format, kind, durationMs, outcome: outcome.kind, reason: outcome.reason }
  const subject = { type: 'endpoint', id: endpointId }
  await inTransaction(db, (tx) => recordEvent({ tx, clock }, principal, { kind: 'endpoint.tested', subject, data }))
}
