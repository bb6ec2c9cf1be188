import { findWrongScript, scriptName } from '../languages/check/wrong-script.ts'
import { namesOf } from '../languages/houses.ts'
import type { FieldError } from '../problem.ts'
import type { ComposedEdition } from './compose-revision.ts'

/** Bodies in a script that their language is not written in, each as the wrong field that it is: nobody there could read them. */
export function findWrongScripts(editions: readonly ComposedEdition[]): FieldError[] {
  return editions.flatMap(({ language, bodyHtml }, at) => {
    const wrong = findWrongScript(language, bodyHtml.replace(/<[^>]*>|&[a-z]+;/g, ' '))
    if (!wrong) return []
    const detail = `is written in ${scriptName(wrong.found)} letters, and ${namesOf(language).englishName} in ${scriptName(wrong.wanted)} ones: send the text in ${language}, or name the language that it is in`
    return [{ pointer: `/editions/${at}/body/content`, code: 'wrong-script', detail }]
  })
}
