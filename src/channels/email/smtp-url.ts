import { parseConnectionUrl } from 'nodemailer/lib/shared'
import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'

/** How to reach a relay, and how much of it to take up. */
export type RelayOptions = {
  connection: SMTPConnectionOptions & { forceAuth?: boolean | undefined }
  login: SMTPConnectionAuth | undefined
  maxConnections: number
  /** mails over one connection */
  maxMessages: number
  idleMs: number
}

const setupTimeoutMs = 10_000

const ofOurs = z.object({
  auth: z.object({ user: z.string(), pass: z.string() }).optional(),
  authMethod: z.string().optional(),
  forceAuth: z.boolean().optional(),
  maxConnections: z.number().int().min(1).optional(),
  maxMessages: z.number().int().min(1).optional(),
  idleTimeout: z.number().min(1).optional(),
})

/** What nodemailer's own pool knows, and ours does not: better refused than left out in silence. */
const unknown = ['proxy', 'service', 'rateLimit', 'rateDelta', 'direct']

/**
 * Reads `smtp://` (STARTTLS where the relay offers it) or `smtps://`, with login and nodemailer's options in the query:
 * `?tls.rejectUnauthorized=false&requireTLS=true&name=wire.example&authMethod=LOGIN&maxConnections=5`.
 *
 * @param maxConnections at most, where the address says no other number
 * @throws where the address asks for what there is not
 */
export function readRelayUrl(url: string, maxConnections: number): RelayOptions {
  const given = parseConnectionUrl(url)
  const refused = unknown.filter((name) => name in given)
  if (refused.length > 0) throw new Error(`SMTP_URL: mail knows no option ${refused.join(', ')}. Leave it out.`)
  const { auth, authMethod, forceAuth, maxMessages = 100, idleTimeout = 20_000, ...own } = ofOurs.parse(given)
  return {
    connection: {
      connectionTimeout: setupTimeoutMs,
      greetingTimeout: setupTimeoutMs,
      maxResponseSize: 64 * 1024,
      ...given,
      forceAuth,
      // Whom we leave, we have no more to hear from.
      socketCloseTimeout: 0,
    },
    login: auth && { user: auth.user, credentials: auth, method: authMethod ?? false },
    maxConnections: Math.min(own.maxConnections ?? maxConnections, maxConnections),
    maxMessages,
    // Shorter than the patience of any relay, so that it is we who hang up.
    idleMs: idleTimeout,
  }
}
