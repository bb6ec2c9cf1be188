import { paragraphsOf, type TranslatedText } from './translated-text.ts'

/** A field of the source that has changed: what it said when it was translated, and what it says now; null where there is none. */
export type Change = { field: (typeof fields)[number]; before: string | null; after: string | null }

/** The fields of an edition, in the order in which they are read. */
export const fields = ['headline', 'subheadline', 'dateline', 'body', 'summary', 'boilerplate', 'deskNote'] as const

/**
 * What has changed between two states of a text. Of the body the paragraphs that differ: what both begin and end with is left out.
 *
 * @param after undefined where there is no such edition any more
 */
export function findChanges(before: TranslatedText, after: TranslatedText | undefined): Change[] {
  return fields.flatMap((field) => {
    const change = field === 'body' ? changeOfBody(before, after) : [fieldOf(before, field), after ? fieldOf(after, field) : null]
    const [old = null, now = null] = change
    return old === now ? [] : [{ field, before: old, after: now }]
  })
}

function fieldOf(text: TranslatedText, field: Exclude<Change['field'], 'body'>): string | null {
  return field === 'dateline' ? text.place : text[field]
}

function changeOfBody(before: TranslatedText, after: TranslatedText | undefined): (string | null)[] {
  if (!after) return [paragraphsOf(before).join('\n\n'), null]
  const [old, now] = [paragraphsOf(before), paragraphsOf(after)]
  const head = countSame(old, now)
  const tail = countSame(old.slice(head).reverse(), now.slice(head).reverse())
  const [left, right] = [old, now].map((all) => all.slice(head, all.length - tail).join('\n\n'))
  // The same words, marked up otherwise.
  return left === right ? [before.body.html, after.body.html] : [left ?? '', right ?? '']
}

function countSame(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((paragraph, at) => paragraph !== other[at])
  return differs === -1 ? Math.min(one.length, other.length) : differs
}
