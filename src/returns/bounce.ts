import { reasonOfStatus } from '../channels/email/reply.ts'
import { readFields } from './mail.ts'
import type { Report, Unreported } from './report.ts'

const code = /\b([245]\.\d{1,3}\.\d{1,3})\b/

/**
 * Reads a delivery status (RFC 3464, RFC 6533): a group of lines about the mail, then one for each recipient, parted by empty
 * lines. Ours have one recipient; of several, the first that failed. What is only late, or arrived, is no bounce.
 *
 * A bounce is hard where the address itself is wrong, by the same list that counts for the relay's own answers.
 */
export function readBounce(status: string): Report | Unreported {
  const [mail = new Map<string, string>(), ...more] = status
    .trim()
    .split(/\n\s*\n/)
    .map(readFields)
  // Some write it all in one group.
  const failed = [...more, mail].find((group) => /^failed\b/i.test(group.get('action') ?? ''))
  if (!failed) return 'not-failed'
  const said = (failed.get('diagnostic-code') ?? '').replace(/^\s*[\w-]+\s*;\s*/, '')
  const enhanced = statusOf(failed.get('status') ?? '', said)
  const reason = reasonOfStatus(enhanced)
  const recipient = addressIn(failed.get('final-recipient') ?? '')
  return {
    kind: reason === 'mailbox-unknown' ? 'hard-bounce' : 'soft-bounce',
    reason,
    status: enhanced,
    detail: said,
    reporter: (mail.get('reporting-mta') ?? '').replace(/^\s*[\w-]+\s*;\s*/, ''),
    ...(recipient === undefined ? {} : { recipient }),
  }
}

/** As in `rfc822; desk@outlet.example`; some leave out the type, or write it in angle brackets. */
function addressIn(field: string): string | undefined {
  return /^(?:[^;]*;)?\s*<?([^\s<>;]+@[^\s<>;]+)/.exec(field)?.[1]
}

/** `5.0.0` says nothing: then what the far side said may say more. */
function statusOf(field: string, said: string): string {
  const [given, told] = [code.exec(field)?.[1], code.exec(said)?.[1]]
  if (given && !given.endsWith('.0.0')) return given
  return told ?? given ?? '5.0.0'
}
