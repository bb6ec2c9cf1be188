/** What a far side said, as the ledger keeps it: cut without leaving half a character, which the database would refuse. */
export function fit(text: string): string {
  return text.slice(0, 500).replaceAll('\0', '').toWellFormed()
}
