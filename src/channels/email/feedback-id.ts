import { createHash } from 'node:crypto'
import type { Message } from '../channel.ts'

/** From 5 to 15 characters, says Gmail. */
const senderIdLength = 12

/**
 * What mailbox providers count complaints by, in the form that Gmail set: `release:account:mail:sender`. Ids alone, so that it names
 * nobody; the last is the same for all mail of a wire, as long as its sender keeps its domain.
 */
export function feedbackIdOf({
  story,
  accountId = '',
  messageDomain,
}: Pick<Message, 'story' | 'accountId' | 'messageDomain'>): string {
  const senderId = createHash('sha256').update(messageDomain).digest('hex').slice(0, senderIdLength)
  return [story.releaseId, accountId, 'mail', senderId].join(':')
}
