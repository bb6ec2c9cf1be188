/** An open connection that is used again and again, one message at a time. */
export type Pooled = {
  isOpen(): boolean
  /** how many messages were begun on it */
  begun(): number
  /** Nothing is to be sent for now. `onEnd` is called when it ends meanwhile, by the far side or after `idleMs`. */
  rest(idleMs: number, onEnd: () => void): void
  /** Says goodbye and hangs up. */
  quit(): void
}

type Options<Session> = {
  open(signal: AbortSignal): Promise<Session>
  maxConnections: number
  /** messages over one connection */
  maxMessages: number
  /** how long a connection rests before it is closed */
  idleMs: number
  /** how many are opened ahead of time */
  warmed: number
}

/** Connections to one far side, at most so many at once. Opens nothing before somebody takes or warms. */
export class Pool<Session extends Pooled> {
  readonly #options: Options<Session>
  readonly #resting: Session[] = []
  readonly #waiting = new Set<(turn: Session | 'place') => void>()
  #places: number
  #isClosed = false

  constructor(options: Options<Session>) {
    this.#options = options
    this.#places = options.maxConnections
  }

  /**
   * A session for one message: one that rests, or opened for it, or waited for. Whoever aborts leaves the queue.
   *
   * @throws what opening throws, or the signal's reason
   */
  async take(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted()
    for (let session = this.#resting.pop(); session; session = this.#resting.pop()) {
      if (session.isOpen()) return session
      this.#freePlace()
    }
    const turn = this.#places > 0 ? this.#takePlace() : await this.#queue(signal)
    return turn === 'place' ? this.#open(signal) : turn
  }

  /** Gives a session back. */
  release(session: Session): void {
    if (session.begun() >= this.#options.maxMessages || this.#isClosed) session.quit()
    if (!session.isOpen()) this.#freePlace()
    else if (!this.#pass(session)) this.#rest(session)
  }

  /** Opens one ahead of time, unless there are so many. Throws what opening throws. */
  async warm(signal: AbortSignal): Promise<void> {
    const { maxConnections, warmed } = this.#options
    if (this.#isClosed || this.#places === 0 || maxConnections - this.#places >= warmed) return
    this.#takePlace()
    this.release(await this.#open(signal))
  }

  /** Whether there is no connection, and nobody waits for one. */
  isEmpty(): boolean {
    return this.#places === this.#options.maxConnections && this.#waiting.size === 0
  }

  /** Closes what rests, and whatever is given back later. */
  close(): void {
    this.#isClosed = true
    for (const session of this.#resting) session.quit()
  }

  #rest(session: Session): void {
    this.#resting.push(session)
    session.rest(this.#options.idleMs, () => {
      const at = this.#resting.indexOf(session)
      if (at === -1) return
      this.#resting.splice(at, 1)
      this.#freePlace()
    })
  }

  #takePlace(): 'place' {
    this.#places -= 1
    return 'place'
  }

  #freePlace(): void {
    if (!this.#pass('place')) this.#places += 1
  }

  #pass(turn: Session | 'place'): boolean {
    const [next] = this.#waiting
    next?.(turn)
    return next !== undefined
  }

  async #open(signal: AbortSignal): Promise<Session> {
    try {
      return await this.#options.open(signal)
    } catch (error) {
      this.#freePlace()
      throw error
    }
  }

  #queue(signal: AbortSignal): Promise<Session | 'place'> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(come)
        reject(signal.reason)
      }
      const come = (turn: Session | 'place') => {
        this.#waiting.delete(come)
        signal.removeEventListener('abort', leave)
        resolve(turn)
      }
      this.#waiting.add(come)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
