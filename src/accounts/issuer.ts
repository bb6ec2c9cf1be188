import { domainToASCII } from 'node:url'
import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'
import { byLanguage } from './by-language.ts'
import { Contact } from './contact.ts'
import { TradedSymbol } from './symbol.ts'
import { oneLine, prose } from './text.ts'

const domainPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/

const fields = {
  names: byLanguage(oneLine())
    .refine((names) => Object.keys(names).length > 0, { error: 'needs a name in at least one language' })
    .meta({ description: 'language tag → name' }),
  domain: z
    .string()
    .max(253)
    .overwrite((domain) => domainToASCII(domain.trim()))
    .regex(domainPattern, 'must be a domain, such as acme.example')
    .nullable()
    .meta({ description: 'kept in ASCII: `bücher.example` is `xn--bcher-kva.example`' }),
  symbols: z.array(TradedSymbol).max(20),
  contacts: z.array(Contact).max(20),
  glossary: z
    .array(oneLine())
    .max(500)
    .superRefine((names, context) => {
      for (const [at, name] of names.entries()) {
        if (names.indexOf(name) < at)
          context.addIssue({ code: 'custom', path: [at], message: 'stands there twice: name it once' })
      }
    })
    .meta({ description: 'names that no translation changes' }),
  boilerplates: byLanguage(prose(5000)).meta({ description: 'language tag → “About …”, plain text, kept as it is sent' }),
}

const content = {
  names: { en: 'ACME Energy', ar: 'أكمي للطاقة' },
  domain: 'acme.example',
  symbols: [{ exchange: 'XDFM', symbol: 'ACME', isin: 'US0378331005' }],
  contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
  boilerplates: { en: 'About ACME Energy: ACME builds solar plants.' },
  glossary: ['ACME Energy', 'SunTrack'],
}

/** A new issuer. */
export const NewIssuer = z
  .strictObject({
    ...fields,
    domain: fields.domain.default(null),
    symbols: fields.symbols.default([]),
    contacts: fields.contacts.default([]),
    boilerplates: fields.boilerplates.default({}),
    glossary: fields.glossary.default([]),
  })
  .meta({ example: content })

export type NewIssuer = z.infer<typeof NewIssuer>

/** A change of an issuer: what is left out stays, what is sent replaces the whole field. */
export const IssuerChange = z
  .strictObject(fields)
  .partial()
  .meta({ example: { boilerplates: { en: 'About ACME Energy: ACME builds solar and wind plants.' } } })

export type IssuerChange = z.infer<typeof IssuerChange>

const Texts = z.record(z.string(), z.string())

/** The organisation that a release speaks for, as it is shown. */
export const IssuerView = z
  .object({
    id: Id,
    names: Texts,
    domain: z.string().nullable(),
    symbols: z.array(TradedSymbol),
    contacts: z.array(Contact),
    boilerplates: Texts,
    glossary: z.array(z.string()),
    revision: z.int().meta({ description: 'the ETag' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Issuer',
    example: {
      id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
      ...content,
      revision: 1,
      createdAt: '2026-11-23T09:00:00.000Z',
      updatedAt: '2026-11-23T09:00:00.000Z',
      archivedAt: null,
    },
  })

export type IssuerView = z.infer<typeof IssuerView>

/** A page of issuers. */
export const IssuerPage = pageOf(IssuerView).meta({ example: { items: [IssuerView.meta()?.example], nextCursor: null } })

/** A row as it is shown. */
export function toIssuerView(row: Prisma.IssuerModel): IssuerView {
  return {
    id: row.id,
    names: Texts.parse(row.names),
    domain: row.domain,
    symbols: IssuerView.shape.symbols.parse(row.symbols),
    contacts: IssuerView.shape.contacts.parse(row.contacts),
    boilerplates: Texts.parse(row.boilerplates),
    glossary: row.glossary,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
