import type { Socket } from 'node:net'
import type { Transcript } from '../channel.ts'
import { SmtpError } from './smtp-error.ts'
import { openReplies, type Reply } from './smtp-reply.ts'

type Asked = { replies: Reply[]; count: number; resolve(replies: Reply[]): void; reject(error: unknown): void }

/** How long a relay may say nothing while it is asked something; a mail's own deadline is shorter. */
const silenceMs = 30_000
const goodbyeMs = 1_000

/** Questions and answers over a socket that is connected, one question at a time. */
export class Line {
  readonly #socket: Socket
  readonly #transcript: Transcript | undefined
  #asked: Asked | undefined
  #isOpen = true

  constructor(socket: Socket, transcript?: Transcript) {
    this.#socket = socket
    this.#transcript = transcript
    const read = openReplies((reply) => this.#take(reply))
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      transcript?.heard(chunk)
      const wrong = this.#isOpen ? read(chunk) : undefined
      if (wrong) this.end(wrong)
    })
    socket.on('error', (error) => this.end(new SmtpError('ESOCKET', error.message)))
    socket.on('close', () => this.end(new SmtpError('ECONNECTION', 'The relay hung up')))
    socket.on('timeout', () => (this.#asked ? this.end(new SmtpError('ETIMEDOUT', 'The relay fell silent')) : this.quit()))
  }

  isOpen(): boolean {
    return this.#isOpen
  }

  /**
   * Writes ASCII and waits for so many replies.
   *
   * @returns fewer where the relay refused and hung up
   * @throws SmtpError, or what the line was ended with
   */
  ask(text: string, count: number): Promise<Reply[]> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) return reject(new SmtpError('ECONNECTION', 'The relay had hung up'))
      this.#asked = { replies: [], count, resolve, reject }
      this.#transcript?.sent(text)
      this.#socket.write(text, 'latin1')
    })
  }

  /** Hangs up without a word; who waits for a reply gets the error. */
  end(error: unknown): void {
    this.#isOpen = false
    this.#socket.destroy()
    const asked = this.#asked
    this.#asked = undefined
    // Some refuse and hang up at once: what they said counts, not that they left.
    if (asked?.replies.some(({ code }) => code >= 400)) asked.resolve(asked.replies)
    else asked?.reject(error)
  }

  /** Nothing will be asked for a while; after so long it hangs up politely. */
  rest(idleMs: number): void {
    this.#socket.setTimeout(idleMs)
  }

  wakeUp(): void {
    this.#socket.setTimeout(silenceMs)
  }

  /** Says goodbye and hangs up. */
  quit(): void {
    if (this.#isOpen) this.#transcript?.sent('QUIT\r\n')
    this.#isOpen = false
    this.#socket.end('QUIT\r\n')
    setTimeout(() => this.#socket.destroy(), goodbyeMs).unref()
  }

  #take(reply: Reply): void {
    const asked = this.#asked
    if (!asked) {
      // It says that it will hang up, or its replies and our commands are not in step any more.
      this.end(new SmtpError('ECONNECTION', 'The relay spoke unasked', { response: reply.text }))
    } else if (asked.replies.push(reply) === asked.count) {
      this.#asked = undefined
      asked.resolve(asked.replies)
    }
  }
}
