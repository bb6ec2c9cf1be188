import { z } from 'zod'
import type { Channel, Message, Outcome, Sender } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import { killPoint } from '../kill-point.ts'
import { openSecrets } from '../outlets/endpoint-secrets.ts'
import type { Attempted } from './attempted.ts'
import type { Claim } from './claim.ts'
import { deadlineSignal } from './deadline.ts'
import { subjectOf } from './document.ts'
import type { Going } from './going.ts'
import type { KeptLease } from './keep-lease.ts'
import { returnPathOf } from './return-path.ts'
import { unsubscribeUrl } from './unsubscribe-link.ts'
import type { SuppressionsWatch } from './watch-suppressions.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Nothing was sent and nothing tried: nothing of the batch may go now, or nothing to this host, or to this one not any more. */
export type Unsent = 'gate-closed' | 'host-held' | 'suppressed' | 'superseded'

/** Sends one claim. */
export type Send = (claim: Claim) => Promise<Attempted | Unsent>

// The channels that are open are not in reach: `going` says who takes a message.
type Deps = Omit<WorkerDeps, 'senders'>

/** What a batch is judged by while it goes. */
type Judges = { going: Going; kept: KeptLease; suppressions: SuppressionsWatch }

// Of all batches of the process.
let underWay = 0

/** How many hand-overs this process has begun and not heard the end of. */
export function countUnderWay(): number {
  return underWay
}

/** A claim through its channel, with the gate asked last and the channel's deadline kept. */
export function openSend(deps: Deps, { going, kept, suppressions }: Judges): Send {
  return async (claim) => {
    // Most of the time there is nothing to wait for.
    const looking = going.look()
    if (looking) await looking
    const found = suppressions.find(claim)
    const refusal = found instanceof Promise ? await found : found
    // From here to the channel without a pause: what is known of holds and of later versions must not grow old on the way.
    if (refusal) return refusal === 'unknown' ? 'gate-closed' : refusal
    const hold = going.findHold(claim)
    if (hold === 'host-held') return hold
    if (hold || deps.stopping.aborted) return 'gate-closed'
    const startedAt = deps.clock.now()
    const prepared = prepare(deps, { going, claim, sentAt: startedAt })
    if ('outcome' in prepared) return { claim, outcome: prepared.outcome, startedAt, endedAt: deps.clock.now() }
    const { channel, sender, message } = prepared
    if (!kept.mayBegin(channel.deadlineMs)) return 'gate-closed'
    underWay += 1
    const outcome = await sender
      .send(message, deadlineSignal(channel.deadlineMs))
      .catch((error: unknown) => bug(deps, claim, error))
    underWay -= 1
    killPoint('after-send')
    const attempted = { claim, outcome, startedAt, endedAt: deps.clock.now() }
    logAttempt(deps, going, attempted)
    return attempted
  }
}

type Preparation = { going: Going; claim: Claim; sentAt: Date }
type Prepared = { channel: Channel; sender: Sender; message: Message } | { outcome: Outcome }

const Settings = z.record(z.string(), z.unknown())

/**
 * Settings as a channel takes them. They were checked when they were set: what is read of them is checked again, since a row can be
 * anything.
 *
 * @throws where they are not what the channel reads
 */
export function readSettings(channel: Channel, settings: unknown, secrets: Record<string, unknown>): unknown {
  return (channel.handed ?? channel.settings).parse({ ...Settings.parse(settings), ...secrets })
}

/** Everything that can be wrong on our side before anything leaves. Such a row fails alone, never its batch. */
function prepare(deps: Deps, { going, claim, sentAt }: Preparation): Prepared {
  const channel = findChannel(claim.channel)
  const sender = going.senderOf(claim.channel)
  const secrets = readSecrets(deps, claim)
  // Another worker may know the channel or hold the right key: what is wrong with this process passes.
  if (!channel || !sender) return { outcome: waits('channel-unknown', `This worker has no channel ${claim.channel}.`) }
  if (!secrets) return { outcome: waits('secrets-unreadable', 'The endpoint’s secrets were sealed with another SECRET_KEY.') }
  try {
    // A test goes nowhere: there is no address to check, and nobody to unsubscribe.
    const settings = going.test ? {} : readSettings(channel, JSON.parse(claim.settings), secrets)
    const { sender: from, messageDomain, accountId } = going
    const document = going.document()
    const isMail = !going.test && channel.class === 'mail'
    const message = {
      deliveryId: claim.id,
      attempt: claim.attempt,
      settings,
      renderings: channel.renders(claim.format).map((format) => going.render(format, claim.sequence)),
      subject: subjectOf(document),
      language: document.language,
      direction: document.direction,
      releasedAt: going.releasedAt(),
      sentAt,
      sender: from,
      accountId,
      messageDomain,
      // A machine unsubscribes nobody, and its link would cost as much as its signature.
      unsubscribeUrl: isMail ? unsubscribeUrl(deps, claim.id) : '',
      returnPath: isMail ? returnPathOf(deps, claim.id) : undefined,
      footer: going.footer(),
      story: going.story(),
      sequence: claim.sequence ?? undefined,
    }
    return { channel, sender, message }
  } catch (error) {
    deps.log.error({ err: error, deliveryId: claim.id, channel: claim.channel }, 'delivery could not be prepared')
    const detail = 'Settings or text could not be made into a message; the log has the cause.'
    return { outcome: { kind: 'permanent', reason: 'not-prepared', detail } }
  }
}

function readSecrets({ vault, log }: Deps, claim: Claim): Record<string, unknown> | undefined {
  try {
    return openSecrets(vault, claim.secrets === null ? null : Buffer.from(claim.secrets, 'hex'))
  } catch (error) {
    log.error({ err: error, endpointId: claim.endpointId }, 'secrets could not be opened')
    return undefined
  }
}

function waits(reason: string, detail: string): Outcome {
  return { kind: 'temporary', reason, detail }
}

function bug({ log }: Deps, claim: Claim, error: unknown): Outcome {
  log.error({ err: error, deliveryId: claim.id, channel: claim.channel }, 'a channel threw')
  return waits('channel-fault', 'The channel failed in a way that it does not know; the log has the cause.')
}

function logAttempt({ log }: Deps, { publicationId }: Going, { claim, outcome, startedAt, endedAt }: Attempted): void {
  log.debug(
    {
      deliveryId: claim.id,
      publicationId,
      channel: claim.channel,
      host: claim.host,
      attempt: claim.attempt,
      outcome: outcome.kind,
      reason: outcome.kind === 'delivered' ? undefined : outcome.reason,
      ms: endedAt.getTime() - startedAt.getTime(),
    },
    'attempt',
  )
}
