/** A word of the wire's own vocabulary. */
export type Sector = {
  /** kebab-case, never renamed */
  key: string
  /** language tag → label */
  labels: Record<string, string>
  /** IPTC Media Topic, such as `medtop:04000000` */
  mediaTopic?: string
}

/**
 * What a sector is called in a language: the label of the language itself, of the nearest one that it narrows
 * (`zh-Hant-TW`, `zh-Hant`, `zh`: RFC 4647 §3.4), the English one, or any.
 *
 * @param labels language tag → label
 * @returns undefined where there is no label at all
 */
export function sectorLabel(labels: Record<string, string>, language: string): string | undefined {
  for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))) {
    if (labels[tag] !== undefined) return labels[tag]
  }
  return labels.en ?? Object.values(labels)[0]
}
