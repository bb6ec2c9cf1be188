import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import type { Message, Rendering } from '../channel.ts'
import { encodeAround } from './encode.ts'
import { feedbackIdOf } from './feedback-id.ts'
import { withFooter } from './footer.ts'

/** What all mails of an edition in a format have in common, made once. */
export type Template = {
  /** header fields that are the same for all, each with its CRLF */
  head: string
  /** the body for one recipient, in ASCII, each line with its CRLF */
  fill(unsubscribeUrl: string): string
}

type Shared = Pick<Message, 'sender' | 'language' | 'footer' | 'renderings' | 'story' | 'accountId' | 'messageDomain'> & {
  subject: string
}

type Known = { of: Shared; template: Template }

// Gone with the rendering, which lives as long as its batch.
const templates = new WeakMap<Uint8Array, Known[]>()

/** Outlets want the one subject or the other: those of a batch take turns. */
const kept = 2

/**
 * The template of a message. Known by its renderings being the very same bytes; all else that it is made of is compared.
 *
 * @param subject what its endpoint wants to see
 */
export function templateOf(message: Message, subject: string): Template {
  const { sender, language, footer, renderings, story, accountId, messageDomain } = message
  const last = renderings.at(-1)
  if (!last) throw new Error('a mail needs a rendering')
  const known = templates.get(last.bytes) ?? []
  const of = { sender, language, footer, renderings, story, accountId, messageDomain, subject }
  const found = known.find((one) => isSame(one.of, of))
  if (found) return found.template
  const template = makeTemplate(of)
  templates.set(last.bytes, [{ of, template }, ...known].slice(0, kept))
  return template
}

function isSame(a: Shared, b: Shared): boolean {
  return (
    a.subject === b.subject &&
    a.language === b.language &&
    a.story.releaseId === b.story.releaseId &&
    a.accountId === b.accountId &&
    a.messageDomain === b.messageDomain &&
    a.sender.name === b.sender.name &&
    a.sender.address === b.sender.address &&
    a.footer.language === b.footer.language &&
    a.footer.direction === b.footer.direction &&
    a.footer.why === b.footer.why &&
    a.footer.unsubscribe === b.footer.unsubscribe &&
    a.renderings.length === b.renderings.length &&
    a.renderings.every(({ bytes, contentType }, n) => {
      const other = b.renderings[n]
      return bytes === other?.bytes && contentType === other.contentType
    })
  )
}

/** Neither quoted-printable nor base64 can hold it. */
const boundary = '=_dateline'

function makeTemplate(message: Shared): Template {
  const parts = message.renderings.map((rendering) => makePart(rendering, message))
  const [only, ...more] = parts
  if (only && more.length === 0) return { head: makeHead(message, only.head), fill: (url) => endLine(only.fill(url)) }
  // The last is the one that mail programs prefer.
  const head = makeHead(message, field('Content-Type', `multipart/alternative; boundary="${boundary}"`))
  const fill = (url: string) => {
    const written = parts.map((part) => `--${boundary}\r\n${part.head}\r\n${part.fill(url)}\r\n`)
    return `${written.join('')}--${boundary}--\r\n`
  }
  return { head, fill }
}

function makePart(rendering: Rendering, { footer }: Shared): Template {
  const { before, after, toLink } = withFooter(rendering, footer)
  const { encoding, fill } = encodeAround(before, after)
  const head = field('Content-Type', rendering.contentType) + field('Content-Transfer-Encoding', encoding)
  return { head, fill: (url) => fill(toLink(url)) }
}

function makeHead(shared: Shared, content: string): string {
  const { sender, subject, language, messageDomain } = shared
  return [
    addressField('From', sender),
    field('Subject', MimeNode.encodeHeaderValue('Subject', toSubject(subject))),
    field('Content-Language', language),
    // RFC 3834: no holiday replies, please.
    field('Auto-Submitted', 'auto-generated'),
    // RFC 8058: mail programs unsubscribe with one click, without opening a page.
    field('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
    // RFC 2919: newsrooms sort their mail by it.
    field('List-Id', `<releases.${messageDomain}>`),
    field('Feedback-ID', feedbackIdOf(shared)),
    field('MIME-Version', '1.0'),
    content,
  ].join('')
}

/** `From` or `To` with a name in any script, encoded and folded, with its CRLF. */
export function addressField(name: 'From' | 'To', mailbox: { name: string; address: string }): string {
  return field(name, MimeNode.encodeHeaderValue(name, mailbox))
}

function field(name: string, value: string): string {
  return `${foldLines(`${name}: ${value}`, 76)}\r\n`
}

const encodedWordLength = 52

/** One line that mail programs show as it was written, also where it looks like an encoded word itself (RFC 2047). */
function toSubject(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  return line.includes('=?') ? encodeWord(line, 'B', encodedWordLength) : line
}

function endLine(text: string): string {
  return text.endsWith('\r\n') ? text : `${text}\r\n`
}
