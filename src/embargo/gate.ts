/** What the gate needs to know of a publication. */
export type Gated = { state: string; releaseAt: Date }

/**
 * Whether an edition may be handed to an outlet now: its publication has been started, nobody has stopped it since, and its
 * hour has come by this clock too. The one gate, asked immediately before the channel; taking a lease asks the same of the row.
 */
export function mayHandOver({ state, releaseAt }: Gated, now: Date): boolean {
  return (state === 'releasing' || state === 'released') && now >= releaseAt
}
