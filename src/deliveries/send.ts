import { z } from 'zod'
import type { Channel, Message, Outcome, Rendering, Sender } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import { render } from '../formats/list.ts'
import { openSecrets } from '../outlets/endpoint-secrets.ts'
import type { Attempted } from './attempted.ts'
import type { Claim } from './claim.ts'
import type { Going } from './going.ts'
import type { Hold } from './hold.ts'
import { unsubscribeUrl } from './unsubscribe-link.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Sends one claim. `gate-closed` means that nothing was sent and nothing tried. */
export type Send = (claim: Claim) => Promise<Attempted | 'gate-closed'>

/** A claim through its channel, with the gate asked last and the channel's deadline kept. */
export function openSend(deps: WorkerDeps, going: Going, hold: Hold): Send {
  const renderings = new Map<string, Rendering>()
  const renderOnce = (format: string): Rendering => {
    const rendering = renderings.get(format) ?? render(format, going.document)
    renderings.set(format, rendering)
    return rendering
  }
  return async (claim) => {
    const startedAt = deps.clock.now()
    const prepared = prepare(deps, { going, claim, sentAt: startedAt, renderOnce })
    if ('outcome' in prepared) return { claim, outcome: prepared.outcome, startedAt, endedAt: deps.clock.now() }
    const { channel, sender, message } = prepared
    if (!hold.mayBegin(channel.deadlineMs)) return 'gate-closed'
    const outcome = await sender
      .send(message, AbortSignal.timeout(channel.deadlineMs))
      .catch((error: unknown) => bug(deps, claim, error))
    const attempted = { claim, outcome, startedAt, endedAt: deps.clock.now() }
    logAttempt(deps, going, attempted)
    return attempted
  }
}

type Preparation = { going: Going; claim: Claim; sentAt: Date; renderOnce: (format: string) => Rendering }
type Prepared = { channel: Channel; sender: Sender; message: Message } | { outcome: Outcome }

const Settings = z.record(z.string(), z.unknown())

/** Everything that can be wrong on our side before anything leaves. Such a row fails alone, never its batch. */
function prepare(deps: WorkerDeps, { going, claim, sentAt, renderOnce }: Preparation): Prepared {
  const channel = findChannel(claim.channel)
  const sender = deps.senders[claim.channel]
  const secrets = readSecrets(deps, claim)
  // Another worker may know the channel or hold the right key: what is wrong with this process passes.
  if (!channel || !sender) return { outcome: waits('channel-unknown', `This worker has no channel ${claim.channel}.`) }
  if (!secrets) return { outcome: waits('secrets-unreadable', 'The endpoint’s secrets were sealed with another SECRET_KEY.') }
  try {
    const settings = channel.settings.parse({ ...Settings.parse(claim.settings), ...secrets })
    const { document, sender: from, messageDomain, releasedAt } = going
    const message = {
      deliveryId: claim.id,
      attempt: claim.attempt,
      settings,
      renderings: channel.renders(claim.format).map(renderOnce),
      subject: document.headline,
      language: document.language,
      direction: document.direction,
      releasedAt,
      sentAt,
      sender: from,
      messageDomain,
      unsubscribeUrl: unsubscribeUrl(deps, claim.id),
    }
    return { channel, sender, message }
  } catch (error) {
    deps.log.error({ err: error, deliveryId: claim.id, channel: claim.channel }, 'delivery could not be prepared')
    const detail = 'Settings or text could not be made into a message; the log has the cause.'
    return { outcome: { kind: 'permanent', reason: 'not-prepared', detail } }
  }
}

function readSecrets({ vault, log }: WorkerDeps, claim: Claim): Record<string, unknown> | undefined {
  try {
    return openSecrets(vault, claim.secrets)
  } catch (error) {
    log.error({ err: error, endpointId: claim.endpointId }, 'secrets could not be opened')
    return undefined
  }
}

function waits(reason: string, detail: string): Outcome {
  return { kind: 'temporary', reason, detail }
}

function bug({ log }: WorkerDeps, claim: Claim, error: unknown): Outcome {
  log.error({ err: error, deliveryId: claim.id, channel: claim.channel }, 'a channel threw')
  return waits('channel-fault', 'The channel failed in a way that it does not know; the log has the cause.')
}

function logAttempt({ log }: WorkerDeps, { publicationId }: Going, { claim, outcome, startedAt, endedAt }: Attempted): void {
  log.info(
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
