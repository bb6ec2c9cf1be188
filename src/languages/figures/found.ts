/** A figure as it was found: where in the folded text, with all that it may say. */
export type Found = {
  start: number
  end: number
  /** canonical values, the likeliest first */
  values: string[]
  weak: boolean
}
