import type { Pooled } from '../pool.ts'
import type { Folder } from './hand-in.ts'

type Ways = {
  /** says goodbye and hangs up */
  goodbye(): void
  /** hangs up */
  destroy(): void
  /** whether the far side has not hung up, where nobody tells when it does */
  isOpen?(): boolean
}

/** A connection on which we are logged in, with the endpoint's directory in reach. One upload at a time. */
export class Session implements Pooled {
  readonly #folder: Folder
  readonly #ways: Ways
  readonly #ended = Promise.withResolvers<never>()
  #isOpen = true
  #begun = 0
  #onEnd = (): void => {}
  #idle: NodeJS.Timeout | undefined

  constructor(folder: Folder, ways: Ways) {
    this.#folder = folder
    this.#ways = ways
    // Told to whoever is at work; else nobody minds.
    this.#ended.promise.catch(() => {})
  }

  isOpen(): boolean {
    return this.#isOpen && (this.#ways.isOpen?.() ?? true)
  }

  begun(): number {
    return this.#begun
  }

  /** Does some work in the directory. It fails with the reason where the session ends meanwhile. */
  async use<T>(work: (folder: Folder) => Promise<T>): Promise<T> {
    this.#begun += 1
    this.#onEnd = () => {}
    clearTimeout(this.#idle)
    return Promise.race([work(this.#folder), this.#ended.promise])
  }

  rest(idleMs: number, onEnd: () => void): void {
    this.#onEnd = onEnd
    this.#idle = setTimeout(() => this.quit(), idleMs)
    this.#idle.unref()
  }

  quit(): void {
    if (!this.#isOpen) return
    this.#ways.goodbye()
    this.#close(new Error('We hung up'))
  }

  /** Hangs up; what is under way fails with the reason. */
  end(reason: unknown): void {
    if (!this.#isOpen) return
    this.#ways.destroy()
    this.#close(reason)
  }

  #close(reason: unknown): void {
    this.#isOpen = false
    clearTimeout(this.#idle)
    this.#ended.reject(reason)
    this.#onEnd()
  }
}

/** What a session ends with where the far side hung up. */
export function hungUp(): Error {
  return Object.assign(new Error('The server hung up'), { code: 'ECONNRESET' })
}
