import type { Prisma } from '../db/client.ts'

/**
 * What an event says of an outlet's or a journalist's fields: of a phone and of a technical contact only whether there is
 * one, since events are for ever and a phone is not.
 */
export function toProfileFacts({ phone, technicalContact, ...rest }: Prisma.InputJsonObject): Prisma.InputJsonObject {
  return {
    ...rest,
    ...(phone === undefined ? {} : { phone: mention(phone) }),
    ...(technicalContact === undefined ? {} : { technicalContact: mention(technicalContact) }),
  }
}

function mention(value: unknown): string | null {
  return value === null ? null : 'set'
}
