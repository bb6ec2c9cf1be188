import type { Document } from './document.ts'

/**
 * What a later version asks of a desk, in English, as desks search for it: `KILL: …`, `CORRECTION: …`, `UPDATE: …`.
 * The same in the language of the text is noticeLine of story.ts.
 *
 * @returns undefined for a first version
 */
export function editorsNote({ version, versionKind }: Document): string | undefined {
  if (versionKind === 'original') return undefined
  if (versionKind === 'kill') return 'KILL: do not publish this release; take down what has been published.'
  return `${versionKind.toUpperCase()}: version ${version} replaces every earlier version of this release.`
}
