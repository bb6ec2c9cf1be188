import type { Message } from '../channel.ts'
import type { EmailSettings } from './settings.ts'
import { subjectOf } from './subject.ts'
import { addressField, templateOf } from './template.ts'

/** A mail as it travels: ASCII, each line with its CRLF, none longer than 998 characters and none of the body begins with a dot. */
export type Mail = { head: string; body: string }

/** A message as mail. Under the text it says why it came. */
export function composeMail({ to, name, subject }: EmailSettings, message: Message): Mail {
  const { head, fill } = templateOf(message, subjectOf(message, subject))
  const own = [
    name === undefined ? `To: ${to}\r\n` : addressField('To', { name, address: to }),
    `Message-ID: ${messageIdOf(message)}\r\n`,
    `Date: ${message.sentAt.toUTCString().replace('GMT', '+0000')}\r\n`,
    `List-Unsubscribe: <${message.unsubscribeUrl}>\r\n`,
  ]
  return { head: own.join('') + head, body: fill(message.unsubscribeUrl) }
}

/** The same for every attempt, so that a mailbox which sees two can tell that they are one. */
function messageIdOf({ deliveryId, messageDomain }: Message): string {
  return `<${deliveryId}@${messageDomain}>`
}
