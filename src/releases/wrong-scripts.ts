import { findWrongScript, scriptName } from '../languages/check/wrong-script.ts'
import { namesOf } from '../languages/houses.ts'
import type { FieldError } from '../problem.ts'
import type { Doubted } from './find-warnings.ts'

/**
 * Bodies in a script that their language is not written in, each as the wrong field that it is: nobody there could read them.
 *
 * @param pointerTo where the body of an edition stands in what was handed in
 */
export function findWrongScripts(
  editions: readonly Pick<Doubted, 'language' | 'paragraphs'>[],
  pointerTo: (at: number) => string,
): FieldError[] {
  return editions.flatMap(({ language, paragraphs }, at) => {
    const wrong = findWrongScript(language, paragraphs.join('\n'))
    if (!wrong) return []
    const detail = `is written in ${scriptName(wrong.found)} letters, and ${namesOf(language).englishName} in ${scriptName(wrong.wanted)} ones: send the text in ${language}, or name the language that it is in`
    return [{ pointer: pointerTo(at), code: 'wrong-script', detail }]
  })
}
