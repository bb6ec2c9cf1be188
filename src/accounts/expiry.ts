import { Problem } from '../problem.ts'

/**
 * When a key expires, null for one that does not.
 *
 * @throws instant-past for a key that would already be over
 */
export function readExpiry(expiresAt: string | null, now: Date): Date | null {
  if (expiresAt === null) return null
  const expiry = new Date(expiresAt)
  if (expiry > now) return expiry
  const detail = 'must be in the future, or null for a key that does not expire'
  throw new Problem('instant-past', `/expiresAt: ${detail}`, {
    errors: [{ pointer: '/expiresAt', code: 'instant-past', detail }],
  })
}
