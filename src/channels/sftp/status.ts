import { z } from 'zod'
import { forGood, forNow, type NotTaken } from '../files/not-taken.ts'

/** What is done on the server, for people and to judge an answer by. */
export type Operation = 'stat' | 'open' | 'write' | 'sync' | 'close' | 'read' | 'rename' | 'remove'

/** All reasons of what is here and in ssh-connect.ts. */
export const sftpReasons = {
  temporary: ['quota', 'write-failed', 'server-error', 'sftp-refused'],
  permanent: ['host-key-changed', 'unauthorized', 'not-found', 'denied', 'rejected'],
}

/** An answer to a request: a number, as draft-ietf-secsh-filexfer has them, and words. */
export const Status = z.object({ code: z.int(), message: z.string() })
export type Status = z.infer<typeof Status>

/** Of version 3, and the two of later ones that say what 4 does not. */
export const codes = {
  noSuchFile: 2,
  denied: 3,
  failure: 4,
  noSpace: 14,
  quota: 15,
  noSuchPath: 10,
  readOnly: 12,
  badName: 20,
} as const

/**
 * What a refusal means.
 *
 * Version 3, which nearly everybody speaks, has one word for a full disk, a spent quota and a broken disk: failure.
 */
export function toNotTaken({ code, message }: Status, operation: Operation): NotTaken {
  const said = `${message || 'no word'} (${code}), to ${operation}`
  if (code === codes.noSuchFile || code === codes.noSuchPath) {
    return forGood('not-found', `The directory is not there: the server answered ${said}`)
  }
  if (code === codes.denied || code === codes.readOnly) return forGood('denied', `We may not: the server answered ${said}`)
  if (code === codes.noSpace || code === codes.quota) {
    return forNow('quota', `There is no room: the server answered ${said}`)
  }
  if (operation === 'write' || operation === 'sync' || operation === 'close') {
    return forNow('write-failed', `The server could not write: a full disk or a spent quota, mostly. It answered ${said}`)
  }
  if (code === codes.failure) return forNow('server-error', `The server could not: it answered ${said}`)
  return forGood('rejected', `The server answered ${said}`)
}
