import type { SendMailOptions } from 'nodemailer'
import { encodeWord } from 'nodemailer/lib/mime-funcs'
import type { Message } from '../channel.ts'
import { withFooter } from './footer.ts'
import type { EmailSettings } from './settings.ts'

/**
 * A message as mail. Under the text it says why it came.
 *
 * Bodies are handed over as bytes, never as strings: only then does nodemailer leave `7bit` alone and encode them
 * (quoted-printable for Latin scripts, base64 for the others), so that long lines and trailing spaces arrive as they were.
 *
 * @returns what nodemailer sends; the last rendering is the one that mail programs prefer
 */
export function composeMail({ to, name }: EmailSettings, message: Message): SendMailOptions {
  const { sender, renderings, unsubscribeUrl } = message
  return {
    from: { name: sender.name, address: sender.address },
    to: { name: name ?? '', address: to },
    subject: toSubject(message.subject),
    date: message.sentAt,
    messageId: messageIdOf(message),
    alternatives: renderings.map((rendering) => ({
      contentType: rendering.contentType,
      content: withFooter(rendering, message),
    })),
    xMailer: false,
    headers: {
      'Content-Language': message.language,
      // RFC 3834: no holiday replies, please.
      'Auto-Submitted': 'auto-generated',
      // RFC 8058: mail programs unsubscribe with one click, without opening a page.
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

const encodedWordLength = 52

/** One line that mail programs show as it was written, also where it looks like an encoded word itself (RFC 2047). */
function toSubject(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  return line.includes('=?') ? encodeWord(line, 'B', encodedWordLength) : line
}

/** The same for every attempt, so that a mailbox which sees two can tell that they are one. */
function messageIdOf({ deliveryId, messageDomain }: Message): string {
  return `<${deliveryId}@${messageDomain}>`
}
