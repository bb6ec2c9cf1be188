/**
 * Puts names in the order in which a reader of a language looks for them: `names.sort(compareIn('sv'))`. Names that are alike to that
 * reader stand in the order of their code points, so that there is one order only.
 *
 * @param language canonical tag; one without an order of its own has that of all scripts together (CLDR root)
 */
export function compareIn(language: string): (one: string, other: string) => number {
  // Without English behind it, a language that is not known would get the order of this machine's locale.
  const { compare } = new Intl.Collator([language, 'en'])
  return (one, other) => compare(one, other) || Number(one > other) - Number(one < other)
}
