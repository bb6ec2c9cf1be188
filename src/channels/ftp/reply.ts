import type { FTPResponse } from 'basic-ftp'
import { forGood, forNow, NotTaken } from '../files/not-taken.ts'

/** What a reply is to. */
export type Step =
  | 'greeting'
  | 'tls'
  | 'login'
  | 'settings'
  | 'directory'
  | 'passive'
  | 'size'
  | 'store'
  | 'read'
  | 'rename'
  | 'remove'

/** All reasons of what is here, in control.ts, certificate.ts and data.ts. */
export const ftpReasons = {
  temporary: [
    ...['busy', 'server-error', 'quota', 'data-connection', 'passive-refused'],
    ...['certificate-expired', 'certificate-untrusted'],
  ],
  permanent: [
    ...['unauthorized', 'tls-refused', 'certificate-changed', 'passive-refused'],
    ...['not-found', 'denied', 'name-refused', 'rejected'],
  ],
}

/** Whoever has too many guests says so with any code. */
const tooMany = /\btoo many\b|\bmaximum\b|\blimit\b|\bconnections?\b.*\b(exceeded|reached)\b/i
/** vsftpd’s own words for a disk that is full are the last of these. */
const noRoom = /\bquota\b|\bspace\b|\bdisk\b.*\bfull\b|\bwriting to local file\b/i

/**
 * What a refusal means (RFC 959, section 4.2; RFC 4217). 4yz is for now and 5yz for good, but for a server that has no room: 552 is
 * as much cured by waiting as 452.
 */
export function toNotTaken({ code, message }: FTPResponse, step: Step): NotTaken {
  const detail = `To ${step} the server answered: ${message}`
  if (code === 421 || ((step === 'greeting' || step === 'login') && tooMany.test(message))) {
    return new NotTaken({ kind: 'temporary', reason: 'busy', detail, slowDown: true })
  }
  if (code === 452 || code === 552 || (step === 'store' && noRoom.test(message))) return forNow('quota', detail)
  if (code === 425 || code === 426) return forNow('data-connection', detail)
  if (code === 522 || code === 535) return forNow('tls', detail)
  if (step === 'passive') return code < 500 ? forNow('passive-refused', detail) : forGood('passive-refused', detail)
  if (step === 'login' && code !== 451) return forGood('unauthorized', detail)
  if (code < 500) return forNow('server-error', detail)
  return forGood(permanentReason(code, message, step), detail)
}

function permanentReason(code: number, message: string, step: Step): string {
  if (step === 'tls') return 'tls-refused'
  if (step === 'directory' && code === 550) return 'not-found'
  if (code === 553 && /\bname\b/i.test(message)) return 'name-refused'
  if (code === 550 || code === 553 || code === 530 || code === 532) return 'denied'
  return 'rejected'
}
