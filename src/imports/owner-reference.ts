import type { Owner } from '../outlets/subject.ts'

const types = ['outlet', 'journalist'] as const

/** Whom the cell `owner` means: `crm-1`, or `journalist:crm-1` where an outlet is called so, too. */
export function parseOwner(text: string): { types: readonly Owner['type'][]; reference: string } {
  const type = types.find((one) => text.startsWith(`${one}:`))
  return type ? { types: [type], reference: text.slice(type.length + 1).trim() } : { types, reference: text }
}

/** The cell for an owner, as an export writes it. */
export function writeOwner(type: Owner['type'], reference: string): string {
  return `${type}:${reference}`
}
