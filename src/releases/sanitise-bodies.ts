import { setImmediate } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import { isEmptyBody, toBodyHtml } from './body.ts'
import { openDoubts, toDoubted } from './find-warnings.ts'
import type { NewEdition } from './new-edition.ts'
import { refuse } from './refuse.ts'
import type { Sanitised } from './sanitise.ts'
import type { StoredWarning } from './warning.ts'
import { findWrongScripts } from './wrong-scripts.ts'

/**
 * An edition as it was handed in, with its body as it is kept, and what is doubted of it. `machineTranslated` where it was delivered as a
 * translation; left out: as the edition before it, where the body is the same.
 */
export type SanitisedEdition = NewEdition & { sanitised: Sanitised; warnings: StoredWarning[]; machineTranslated?: boolean }

/**
 * Reads the bodies of a release into the subset of docs/html.md, and the texts for what is to be doubted of them. Asked before a
 * transaction is opened, for it may take a while; other requests get their turn between two bodies.
 *
 * @param pointerTo where the body of an edition stands in what was handed in
 * @throws a Problem with a pointer per body: `invalid` for those that toBodyHtml refuses, then `empty-body`, then `wrong-script`
 */
export async function sanitiseBodies(
  editions: readonly NewEdition[],
  pointerTo: PointerTo = inRelease,
): Promise<SanitisedEdition[]> {
  const result: SanitisedEdition[] = []
  for (const [at, edition] of editions.entries()) {
    await setImmediate()
    result.push({ ...edition, sanitised: sanitiseBody(edition, pointerTo(at)), warnings: [] })
  }
  refuseEmptyBodies(result, pointerTo)
  const doubted = result.map(toDoubted)
  refuse('wrong-script', findWrongScripts(doubted, pointerTo))
  const [first] = doubted
  const findWarnings = first && openDoubts(first)
  for (const [at, edition] of doubted.entries()) {
    await setImmediate()
    result[at]?.warnings.push(...(findWarnings?.(edition, at) ?? []))
  }
  return result
}

type PointerTo = (at: number) => string

function inRelease(at: number): string {
  return `/editions/${at}/body/content`
}

function sanitiseBody({ body }: NewEdition, pointer: string): Sanitised {
  try {
    return toBodyHtml(body)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    refuse(error.key, [{ pointer, code: error.key, detail: error.detail }])
    throw error
  }
}

function refuseEmptyBodies(editions: readonly SanitisedEdition[], pointerTo: PointerTo): void {
  const errors = editions.flatMap(({ sanitised }, at) => {
    const detail = 'no text is left of it once it is sanitised: send text, not only pictures, scripts or blanks'
    return isEmptyBody(sanitised.html) ? [{ pointer: pointerTo(at), code: 'empty-body', detail }] : []
  })
  refuse('empty-body', errors)
}
