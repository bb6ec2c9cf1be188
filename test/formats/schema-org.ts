import { z } from 'zod'
import { conformancePath, readIfThere } from './sample.ts'

/** Where schema.org's own vocabulary would be, as JSON-LD (its release 30.0, schemaorg-all-https.jsonld). */
export const vocabularyPath = 'schema-org/schemaorg-all-https.jsonld'

const Reference = z.looseObject({ '@id': z.string() })
const References = z.union([Reference.transform((one) => [one]), z.array(Reference)]).default([])
const Term = z.looseObject({
  '@id': z.string(),
  '@type': z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  'rdfs:subClassOf': References,
  'schema:domainIncludes': References,
  'schema:rangeIncludes': References,
  'schema:supersededBy': z.unknown().optional(),
})
type Term = z.infer<typeof Term>

/**
 * Reads schema.org's vocabulary.
 *
 * @returns what is wrong with a thing in its terms, one line each: types and properties that it does not know or no longer wants,
 *   properties of other types, values of other types than a property may have; undefined where the vocabulary is absent
 */
export function openVocabulary(): ((thing: object) => string[]) | undefined {
  const file = readIfThere(conformancePath(vocabularyPath))
  if (file === undefined) return undefined
  const { '@graph': graph } = z.object({ '@graph': z.array(Term) }).parse(JSON.parse(file))
  const terms = new Map(graph.map((term) => [term['@id'].replace(/^schema:/, ''), term]))
  return (thing) => problemsOf(terms, thing)
}

function problemsOf(terms: Map<string, Term>, thing: object): string[] {
  const { '@type': type, ...properties } = z.looseObject({ '@type': z.string() }).parse(thing)
  if (!terms.has(type)) return [`there is no type ${type}`]
  const kinds = ancestors(terms, type)
  return Object.entries(properties).flatMap(([name, value]) => {
    if (name.startsWith('@')) return []
    const property = terms.get(name)
    if (!property) return [`there is no property ${name}`]
    const domains = property['schema:domainIncludes'].map(nameOf)
    const ranges = property['schema:rangeIncludes'].map(nameOf)
    const values = Array.isArray(value) ? value : [value]
    return [
      ...(property['schema:supersededBy'] ? [`${name} is superseded`] : []),
      ...(domains.some((domain) => kinds.has(domain)) ? [] : [`${type} has no ${name}`]),
      ...values.flatMap((one) => problemsOfValue(terms, name, one, ranges)),
    ]
  })
}

function problemsOfValue(terms: Map<string, Term>, name: string, value: unknown, ranges: string[]): string[] {
  if (typeof value === 'object' && value !== null) {
    const type = '@type' in value ? String(value['@type']) : ''
    const fits = [...ancestors(terms, type)].some((kind) => ranges.includes(kind))
    return [...(fits ? [] : [`${name} is no ${type}`]), ...problemsOf(terms, value)]
  }
  if (typeof value === 'number')
    return ranges.some((one) => ['Number', 'Integer', 'Text'].includes(one)) ? [] : [`${name} is no number`]
  const text = z.string().parse(value)
  const member = terms.get(text.replace('https://schema.org/', ''))
  const fits = ranges.some((range) => literalFits(range, text) || member?.['@type'].includes(`schema:${range}`))
  return fits ? [] : [`${name} is not ${text.slice(0, 80)}`]
}

function literalFits(range: string, text: string): boolean {
  if (range === 'Text') return true
  if (range === 'URL') return URL.canParse(text)
  if (range === 'DateTime') return z.iso.datetime().safeParse(text).success
  return range === 'Date' && z.iso.date().safeParse(text).success
}

function ancestors(terms: Map<string, Term>, type: string): Set<string> {
  const parents = terms.get(type)?.['rdfs:subClassOf'].map(nameOf) ?? []
  return new Set([type, ...parents.flatMap((parent) => [...ancestors(terms, parent)])])
}

function nameOf({ '@id': id }: { '@id': string }): string {
  return id.replace(/^schema:/, '')
}
