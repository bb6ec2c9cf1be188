import type { Outcome } from '../channel.ts'

/** How an attempt fails. */
export type Failed = Exclude<Outcome, { kind: 'delivered' }>

/** Thrown where it is known why a far side did not take a file. It may hold what the far side said, secrets and all: whoever passes it on blots them. */
export class NotTaken extends Error {
  readonly outcome: Failed

  constructor(outcome: Failed, options?: ErrorOptions) {
    super(outcome.detail, options)
    this.name = 'NotTaken'
    this.outcome = outcome
  }
}

/** What waiting may cure. */
export function forNow(reason: string, detail: string): NotTaken {
  return new NotTaken({ kind: 'temporary', reason, detail })
}

/** What only a person can cure. */
export function forGood(reason: string, detail: string): NotTaken {
  return new NotTaken({ kind: 'permanent', reason, detail })
}
