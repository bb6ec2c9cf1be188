import type { Change } from './tally.ts'

/** A delivery whose row tells of an outcome now: what it became, and why. */
export type Recorded = Pick<Change, 'channel' | 'state'> & { id: string; reason: string | null }
