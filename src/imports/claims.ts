import type { CellError, Row, RowKind } from './row.ts'

/** Who in a file says what something is: the first row, and no other. */
export type Claims = {
  /** Takes what a row is about for it. @returns why not, when another row of the file has it */
  claim(row: Row): CellError | undefined
  /** Takes something under another name that it has: a row named it by its id. */
  claimAs(row: Row, kind: RowKind, externalId: string): CellError | undefined
}

/** The claims of one file. */
export function openClaims(): Claims {
  const lines = new Map<string, number>()
  const take = (line: number, kinds: readonly string[], externalId: string): CellError | undefined => {
    const taken = kinds.find((kind) => (lines.get(`${kind} ${externalId}`) ?? line) !== line)
    if (taken === undefined) {
      for (const kind of kinds) lines.set(`${kind} ${externalId}`, line)
      return undefined
    }
    const detail = `stands in line ${lines.get(`${taken} ${externalId}`)} already, as ${taken}: keep one of the two rows`
    return { column: 'externalId', code: 'duplicate', detail }
  }
  return {
    claim: ({ line, kind, externalId, cells }) =>
      take(line, kind !== 'endpoint' && cells.way ? [kind, 'endpoint'] : [kind], externalId),
    claimAs: ({ line }, kind, externalId) => take(line, [kind], externalId),
  }
}
