import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { newWebhookSecret, signatureHeaders } from '../../src/channels/webhook/signature.ts'
import type { Document } from '../../src/formats/document.ts'
import { render } from '../../src/formats/list.ts'
import { escapeHtml, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { houses } from '../../src/languages/houses.ts'
import { toBodyHtml } from '../../src/releases/body.ts'
import { everyDocument, hostileDocument, type NamedDocument } from './documents.ts'
import { feedOracles } from './feed-oracles.ts'
import { findArticleFaults } from './google-article.ts'
import { hardTexts } from './hard-texts.ts'
import { validateHtml, whyNoValidator } from './html-oracle.ts'
import { ninjsCases, ninjsSchema } from './json-oracle.ts'
import { conformancePath, makeDocument, readIfThere } from './sample.ts'
import { openVocabulary, vocabularyPath } from './schema-org.ts'
import type { Oracle, Verdict } from './verdict.ts'
import { validateXml, whyNoSchema } from './xml-oracle.ts'

/** Every oracle, one line each. */
export const oracles: Oracle[] = [
  { name: 'ninjs 3.1, schema of the IPTC by ajv', ask: () => askNinjs('ninjs', '3.1', ['3.0', '3.1']) },
  { name: 'ninjs 2.2, schema of the IPTC by ajv', ask: () => askNinjs('ninjs-2.2', '2.2', ['2.1', '2.2']) },
  { name: 'NewsML-G2 2.35, Power schema of the IPTC by libxml2', ask: askNewsml },
  { name: 'NITF 3.6, schema of the IPTC by libxml2', ask: askNitf },
  { name: 'HTML, Nu Html Checker of the W3C (vnu-jar)', ask: askHtml },
  { name: 'HTML and plain text, round trip of easily spoiled texts, character for character', ask: askRoundTrip },
  ...feedOracles,
  { name: 'JSON-LD, rules of Google for articles, read by a checker of ours', ask: askArticleRules },
  { name: 'JSON-LD, vocabulary of schema.org 30.0', ask: askSchemaOrg },
  { name: 'webhooks, vector and receiver of Standard Webhooks', ask: askStandardWebhooks },
]

function allDocuments(): NamedDocument[] {
  // A URL that is none is refused where it is set; JSON has no way to mend it.
  const wire = { name: 'SeaPRwire', url: 'https://www.seaprwire.com/' }
  const hostile = houses.map(({ language }) => ({
    name: `${language}-hostile`,
    document: { ...hostileDocument(language), wire },
  }))
  return [...everyDocument(), ...hostile]
}

function write(format: string, document: Document): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(render(format, document).bytes)
}

async function askNinjs(format: string, version: string, suites: string[]): Promise<Verdict> {
  const validate = ninjsSchema(version)
  if (!validate) return { absent: `there is no schema of ninjs ${version} in the conformance material` }
  const cases = ninjsCases(suites)
  const documents = allDocuments()
  return {
    checked: `${documents.length} documents, ${cases.length > 0 ? `${cases.length} cases of the standard` : 'and no case of the standard: its suite is not in the material'}`,
    problems: [
      ...cases.filter(({ passes, item }) => validate(item) !== passes).map(({ path }) => `${path} is judged otherwise`),
      ...documents.flatMap(({ name, document }) =>
        validate(JSON.parse(write(format, document))) ? [] : [`${name}: ${JSON.stringify(validate.errors)}`],
      ),
    ],
  }
}

async function askNewsml(): Promise<Verdict> {
  const schema = 'newsml-g2/NewsML-G2_2.35-spec-All-Power.xsd'
  const sample = readIfThere(conformancePath('newsml-g2/LISTING_27_Company_Financial_Information.xml'))
  return askSchema('newsml-g2', { schema, beside: ['xml.xsd'], samples: sample ? [sample] : [] })
}

function askNitf(): Promise<Verdict> {
  return askSchema('nitf', { schema: 'nitf/nitf-3-6.xsd', beside: ['xml.xsd', 'nitf-3-6-ruby-include.xsd'], samples: [] })
}

type Schema = { schema: string; beside: string[]; samples: string[] }

async function askSchema(format: string, { schema, beside, samples }: Schema): Promise<Verdict> {
  const absent = whyNoSchema(schema)
  if (absent) return { absent }
  const documents = allDocuments()
  const files = [
    ...samples.map((xml, at) => ({ name: `sample-${at + 1}.xml`, xml })),
    ...documents.map(({ name, document }) => ({ name: `${name}.xml`, xml: write(format, document) })),
  ]
  const checked = `${documents.length} documents, ${samples.length === 1 ? '1 sample' : `${samples.length} samples`} of the standard`
  return { checked, problems: await validateXml(schema, beside, files) }
}

async function askSchemaOrg(): Promise<Verdict> {
  const check = openVocabulary()
  if (!check) return { absent: `there is no ${vocabularyPath} in the conformance material` }
  const documents = everyDocument()
  const problems = documents.flatMap(({ name, document }) =>
    check(JSON.parse(write('json-ld', document))).map((problem) => `${name}: ${problem}`),
  )
  return { checked: `${documents.length} documents`, problems }
}

async function askHtml(): Promise<Verdict> {
  const absent = whyNoValidator()
  if (absent) return { absent }
  // An address that is none is refused where it is set; a page has no way to mend it.
  const documents = allDocuments().map(({ name, document }) => ({
    name,
    html: write('html', { ...document, contacts: name.endsWith('hostile') ? [] : document.contacts }),
  }))
  const wrong = validateHtml([{ name: 'wrong', html: '<!doctype html><title>x</title><p><div></p>' }])
  return {
    checked: `${documents.length} pages`,
    problems: [...(wrong.length > 0 ? [] : ['a wrong page is let through']), ...validateHtml(documents)],
  }
}

async function askRoundTrip(): Promise<Verdict> {
  const texts = Object.entries(hardTexts)
  const problems = texts.flatMap(([tag, text]) => {
    const { html } = toBodyHtml({ format: 'html', content: `<p>${escapeHtml(text)}</p>` })
    const document = makeDocument(tag === 'x' ? 'en' : tag, html, { lead: '' })
    return [
      ...(write('text', document) === `Headline\n\n${text}\n` ? [] : [`text: ${tag} comes out otherwise`]),
      ...(textContent(parseMarkup(write('html', document))).includes(text) ? [] : [`html: ${tag} comes out otherwise`]),
    ]
  })
  return { checked: `${texts.length} texts`, problems }
}

async function askArticleRules(): Promise<Verdict> {
  const documents = allDocuments().filter(({ name }) => !name.endsWith('hostile'))
  const problems = documents.flatMap(({ name, document }) =>
    findArticleFaults(JSON.parse(write('json-ld', document))).map((fault) => `${name}: ${fault}`),
  )
  return { checked: `${documents.length} documents`, problems }
}

const Vector = z.object({ secret: z.string(), id: z.string(), timestamp: z.number(), payload: z.string(), signature: z.string() })

async function askStandardWebhooks(): Promise<Verdict> {
  const file = readIfThere(conformancePath('standard-webhooks.json'))
  if (file === undefined) return { absent: 'there is no standard-webhooks.json in the conformance material' }
  const { secret, id, timestamp, payload, signature } = Vector.parse(JSON.parse(file))
  const headers = signatureHeaders(id, new Date(timestamp * 1000), Buffer.from(payload), secret)
  const own = newWebhookSecret()
  const body = '{"a":"دبي"}'
  new Webhook(own).verify(body, signatureHeaders(id, new Date(), Buffer.from(body), own))
  const problems = headers['webhook-signature'] === signature ? [] : ['the signature of the vector is another']
  return { checked: '1 vector, 1 call', problems }
}
