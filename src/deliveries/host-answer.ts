import { findChannel } from '../channels/list.ts'
import type { Attempted } from './attempted.ts'

/** What an attempt says of its host, rather than of the one endpoint. */
export type HostAnswer = { answer: 'success' | 'failure'; reason: string; slowDown: boolean; retryAfterMs: number | undefined }

// Of ourselves: what we could not make, could not open, or refused to reach.
const ours = [
  'not-prepared',
  'address-refused',
  'channel-unknown',
  'secrets-unreadable',
  'channel-fault',
  'attachment-unreadable',
]

/** Answers that speak of one request, or of the room that one guest has. The host is well. */
const ofOneRequest = ['not-ready', 'embargoed', 'changed-meanwhile', 'overtaken', 'quota', 'write-failed', 'incomplete']

/**
 * What an attempt says of its host.
 *
 * Mail is taken by the relay: only what a relay passes on from the recipient's own server (it defers, it is too much) is that
 * server's; a full mailbox is one person's.
 *
 * @returns undefined where it says nothing of it
 */
export function readHostAnswer({ claim, outcome }: Pick<Attempted, 'claim' | 'outcome'>): HostAnswer | undefined {
  const nothing = { slowDown: false, retryAfterMs: undefined }
  if (outcome.kind === 'delivered') return { answer: 'success', reason: '', ...nothing }
  const { reason } = outcome
  if (ours.includes(reason) || reason.startsWith('relay-')) return undefined
  if (outcome.kind === 'permanent' || ofOneRequest.includes(reason)) return { answer: 'success', reason, ...nothing }
  const slowDown = outcome.slowDown ?? false
  const ofTheDomain = slowDown || reason === 'deferred' || reason === 'rate-limited'
  if (findChannel(claim.channel)?.class === 'mail' && !ofTheDomain) return undefined
  const retryAfterMs = outcome.retryAfterSeconds === undefined ? undefined : outcome.retryAfterSeconds * 1000
  return { answer: 'failure', reason, slowDown, retryAfterMs }
}
