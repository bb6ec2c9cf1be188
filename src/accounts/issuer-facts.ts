import type { Prisma } from '../db/client.ts'

/**
 * What an event says of an issuer's fields: how many contacts and protected names, and in which languages a boilerplate, since
 * events are for ever and hold neither people nor texts.
 */
export function toIssuerFacts({ contacts, boilerplates, glossary, ...rest }: Prisma.InputJsonObject): Prisma.InputJsonObject {
  return {
    ...rest,
    ...(Array.isArray(contacts) && { contacts: contacts.length }),
    ...(Array.isArray(glossary) && { glossary: glossary.length }),
    ...(typeof boilerplates === 'object' && { boilerplates: Object.keys(boilerplates ?? {}) }),
  }
}
