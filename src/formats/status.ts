import type { Document } from './document.ts'

/** What may be done with an item, in the IPTC's words (NewsCodes scheme `stat`, which all of its formats follow). */
export type Status = 'usable' | 'withheld' | 'canceled'

/** The publishing status of a document. A kill cancels, whatever it kills. */
export function statusOf({ versionKind, withheld }: Pick<Document, 'versionKind' | 'withheld'>): Status {
  if (versionKind === 'kill') return 'canceled'
  return withheld ? 'withheld' : 'usable'
}
