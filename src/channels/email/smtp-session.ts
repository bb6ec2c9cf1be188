import type { Socket } from 'node:net'
import type { Transcript } from '../channel.ts'
import type { Mail } from './compose.ts'
import { SmtpError } from './smtp-error.ts'
import { Line } from './smtp-line.ts'
import type { Reply } from './smtp-reply.ts'

/** Who sends to whom. Plain ASCII, without brackets or line breaks. */
export type Envelope = { from: string; to: string }

const commandNames = ['MAIL FROM', 'RCPT TO', 'DATA']

/** A connection on which greeting, TLS and login are done. One mail at a time. */
export class Session {
  readonly #line: Line
  readonly #pipelining: boolean
  #begun = 0
  #isFresh = true
  #isUntouched = true
  #onEnd = (): void => {}

  /**
   * @param pipelining whether the relay takes several commands at once (RFC 2920)
   * @param transcript takes down what is said from here on
   */
  constructor(socket: Socket, { pipelining, transcript }: { pipelining: boolean; transcript?: Transcript | undefined }) {
    this.#line = new Line(socket, transcript)
    this.#pipelining = pipelining
    socket.once('close', () => this.#onEnd())
  }

  isOpen(): boolean {
    return this.#line.isOpen()
  }

  /** How many mails were begun here. */
  begun(): number {
    return this.#begun
  }

  /** Whether it was opened for the last mail: it has not rested, and handed nothing over before. */
  isFresh(): boolean {
    return this.#isFresh
  }

  /** Whether no byte of the last mail has left. */
  isUntouched(): boolean {
    return this.#isUntouched
  }

  /**
   * Hands one mail over. After a refusal the session is as it was before, or has ended.
   *
   * @param signal its abort takes the connection down, so that nothing of the mail is sent later
   * @returns the relay's words
   * @throws SmtpError, or the signal's reason
   */
  async hand(envelope: Envelope, mail: Mail, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    if (this.#begun > 0) this.#isFresh = false
    this.#begun += 1
    this.#isUntouched = true
    this.#onEnd = () => {}
    this.#line.wakeUp()
    const abort = () => this.#line.end(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await this.#offer(envelope)
      return await this.#give(mail)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Nothing is to be sent for now. `onEnd` is called when the session ends meanwhile, by the relay or after `idleMs`. */
  rest(idleMs: number, onEnd: () => void): void {
    this.#isFresh = false
    this.#onEnd = onEnd
    this.#line.rest(idleMs)
  }

  /** Says goodbye and hangs up. */
  quit(): void {
    this.#line.quit()
  }

  async #offer({ from, to }: Envelope): Promise<void> {
    const replies = await this.#command([`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA'])
    const refused = replies.findIndex(({ code }, n) => code < 200 || code >= (n < 2 ? 300 : 400))
    const refusal = replies[refused]
    if (!refusal) return
    // It waits for a mail that nobody is to get: to hang up is the one answer that sends none.
    const waits = refused < 2 && (replies[2]?.code ?? 500) < 400
    await this.#settle(refusal, waits)
    throw toError(refusal, 'EENVELOPE', commandNames[refused])
  }

  /** All at once where the relay takes them so, else one by one until one is refused. */
  async #command(commands: string[]): Promise<Reply[]> {
    if (this.#pipelining) return this.#line.ask(`${commands.join('\r\n')}\r\n`, commands.length)
    const replies: Reply[] = []
    for (const command of commands) {
      replies.push(...(await this.#line.ask(`${command}\r\n`, 1)))
      if ((replies.at(-1)?.code ?? 0) >= 300) break
    }
    return replies
  }

  async #give({ head, body }: Mail): Promise<string> {
    this.#isUntouched = false
    const [reply = { code: 0, text: '' }] = await this.#line.ask(`${head}\r\n${body}.\r\n`, 1).catch(unheard)
    if (reply.code >= 200 && reply.code < 300) return reply.text
    await this.#settle(reply, false)
    const error = toError(reply, 'EMESSAGE', 'DATA')
    throw error.code === 'EMESSAGE' ? error : unheardAs(error)
  }

  /** Makes the session ready for the next mail, or ends it: a relay that says 421 is about to hang up, and one that neither takes nor refuses is out of step. */
  async #settle({ code }: Reply, waits: boolean): Promise<void> {
    const isOver = code === 421 || code < 400 || waits
    const [reset] = isOver ? [] : await this.#line.ask('RSET\r\n', 1).catch((): Reply[] => [])
    if (reset?.code !== 250) this.#line.end(new SmtpError('ECONNECTION', 'The relay is not to be asked again'))
  }
}

/** The mail has left and no yes or no has come: the relay may have taken it. */
function unheard(error: unknown): never {
  throw error instanceof SmtpError ? unheardAs(error) : error
}

function unheardAs({ message, response }: SmtpError): SmtpError {
  return new SmtpError('EUNHEARD', message, { command: 'DATA', response })
}

function toError({ code, text }: Reply, kind: 'EENVELOPE' | 'EMESSAGE', command: string | undefined): SmtpError {
  return new SmtpError(code >= 400 ? kind : 'EPROTOCOL', 'The relay refused', { command, response: text })
}
