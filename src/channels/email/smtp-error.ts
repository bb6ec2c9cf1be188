/** Why a mail was not taken, in the words that nodemailer uses too, so that reply.ts reads both. */
export class SmtpError extends Error {
  /** nodemailer's: ECONNECTION, ETIMEDOUT, EPROTOCOL, EENVELOPE, EMESSAGE … */
  readonly code: string
  /** what the relay replied to */
  readonly command: string
  /** the relay's own words; empty where it said none */
  readonly response: string
  readonly responseCode: number

  constructor(code: string, message: string, { command = 'CONN', response = '' }: { command?: string; response?: string } = {}) {
    super(message)
    this.code = code
    this.command = command
    this.response = response
    this.responseCode = Number.parseInt(response, 10) || 0
  }
}
