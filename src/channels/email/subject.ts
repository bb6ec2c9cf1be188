import { houseOf } from '../../languages/houses.ts'
import { directionOf } from '../../languages/language.ts'
import type { Message } from '../channel.ts'

/** What a mail is called: the message's subject, and before it whom the release speaks for where the outlet wants that. */
export function subjectOf(
  { subject, language, story }: Pick<Message, 'subject' | 'language' | 'story'>,
  opening: 'headline' | 'issuer-first' = 'headline',
): string {
  const [issuer] = story.issuers
  if (opening === 'headline' || !issuer || opensWith(subject, issuer)) return subject
  return `${isolate(issuer, language)}${houseOf(language).colon}${subject}`
}

/** Quotation marks, spaces, marks of direction. */
const unread = /^[\p{P}\p{Z}\p{Cf}]+/u

/** Scripts in which a word ends where another letter does not follow. */
const goesOn = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{M}\p{N}]/u

function opensWith(subject: string, issuer: string): boolean {
  const text = subject.replace(unread, '')
  return text.startsWith(issuer) && !goesOn.test(text.slice(issuer.length))
}

const [rightToLeft, letter] = [/[\p{Script=Arabic}\p{Script=Hebrew}]/u, /\p{L}/u]

/** A name that runs the other way than the text would turn the line around: mail programs go by its first letter. */
function isolate(name: string, language: string): string {
  const first = letter.exec(name)?.[0] ?? ''
  const direction = rightToLeft.test(first) ? 'rtl' : 'ltr'
  return first === '' || direction === directionOf(language) ? name : `\u2068${name}\u2069`
}
