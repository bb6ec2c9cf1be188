import { findWrongScript, scriptName } from '../languages/check/wrong-script.ts'
import { namesOf } from '../languages/houses.ts'
import type { FieldError } from '../problem.ts'
import type { NewEdition } from './new-edition.ts'
import type { Sanitised } from './sanitise.ts'

/**
 * Bodies in a script that their language is not written in, each as the wrong field that it is: nobody there could read them.
 *
 * @param pointerTo where the body of an edition stands in what was handed in
 */
export function findWrongScripts(
  editions: readonly (Pick<NewEdition, 'language'> & { sanitised: Sanitised })[],
  pointerTo: (at: number) => string,
): FieldError[] {
  return editions.flatMap(({ language, sanitised: { html } }, at) => {
    const wrong = findWrongScript(language, html.replace(/<[^>]*>|&[a-z]+;/g, ' '))
    if (!wrong) return []
    const detail = `is written in ${scriptName(wrong.found)} letters, and ${namesOf(language).englishName} in ${scriptName(wrong.wanted)} ones: send the text in ${language}, or name the language that it is in`
    return [{ pointer: pointerTo(at), code: 'wrong-script', detail }]
  })
}
