import { z } from 'zod'
import { parseLanguage } from '../../src/languages/language.ts'

const address = z.url({ protocol: /^https?$/ })
const instant = z.iso.datetime({ offset: true })
const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema).min(1), schema.transform((one) => [one])])

const Author = z.looseObject({
  '@type': z.enum(['Person', 'Organization', 'Corporation']),
  // The name and nothing else: no «by», no job, no publisher.
  name: z
    .string()
    .min(1)
    .regex(/^(?!by )/i),
  url: address.optional(),
})
const Image = z.union([address, z.looseObject({ '@type': z.literal('ImageObject'), contentUrl: address })])
const Translation = z.looseObject({
  '@type': z.literal('NewsArticle'),
  '@id': z.string().min(1),
  inLanguage: z.string().refine((tag) => parseLanguage(tag) === tag, 'is no canonical tag of BCP 47'),
})

/** What Google's page on articles asks for, as far as a file alone can show it; what it only recommends may be left out. */
const Article = z.looseObject({
  '@context': z.literal('https://schema.org'),
  '@type': z.literal('NewsArticle'),
  headline: z.string().min(1),
  author: oneOrMore(Author).optional(),
  image: oneOrMore(Image).optional(),
  datePublished: instant.optional(),
  dateModified: instant,
  publisher: z.looseObject({ '@type': z.literal('Organization'), name: z.string().min(1), url: address.optional() }),
  mainEntityOfPage: z.looseObject({ '@type': z.literal('WebPage'), '@id': address }).optional(),
  workTranslation: z.array(Translation).optional(),
})

/**
 * The rules of Google's structured data for articles that a NewsArticle breaks, one line each, and what of them it cannot do
 * without in a news service: one translation for each language, and no change before the first publication.
 *
 * @see https://developers.google.com/search/docs/appearance/structured-data/article
 */
export function findArticleFaults(article: unknown): string[] {
  const { success, data, error } = Article.safeParse(article)
  if (!success) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { datePublished, dateModified, workTranslation = [] } = data
  const languages = workTranslation.map(({ inLanguage }) => inLanguage)
  return [
    ...(datePublished && datePublished > dateModified ? ['it was changed before it was published'] : []),
    ...(new Set(languages).size === languages.length ? [] : ['two translations have one language']),
    ...(JSON.stringify(article).includes('</') ? ['it would end the <script> that it stands in'] : []),
  ]
}
