import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { inTransaction, type Prisma, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { lockSubject } from '../outlets/subject.ts'
import { invalidField } from '../problem.ts'
import { beginErasure, erasedHost } from '../suppressions/erased.ts'
import { suppress } from '../suppressions/suppress.ts'
import { type ErasureView, type NewErasure, pseudonymOf } from './erasure.ts'
import { redactEvents } from './redact-events.ts'
import { redactImports } from './redact-imports.ts'
import { redactLedger } from './redact-ledger.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>

/** Somebody with every endpoint they ever had, and the hashes (hexadecimal, in order) of every address that those ever had. */
export type Person = Prisma.JournalistModel & { endpoints: Prisma.EndpointModel[]; hashes: string[] }

/**
 * Erases a journalist at their wish: name, phone, tags, addresses and secrets are deleted wherever Dateline keeps them; the
 * ledger shows a pseudonym and its figures stay. Their addresses are suppressed for good, by keyed hash. Erasing twice is
 * erasing once.
 *
 * @throws not-found; invalid for a reason that names whom it is about
 */
export async function eraseJournalist(
  { db, clock, vault }: Deps,
  principal: Principal,
  { id, reason }: { id: string } & NewErasure,
): Promise<ErasureView> {
  return inTransaction(db, async (tx) => {
    await beginErasure(tx)
    // Before anything else: an import that is being applied holds its own row first, too.
    await tx.$queryRaw`SELECT FROM imports WHERE state IN ('checked', 'applying') ORDER BY id FOR UPDATE`
    const subject = { type: 'journalist', id } as const
    await lockSubject(tx, subject)
    const found = await tx.journalist.findUniqueOrThrow({ where: { id }, include: { endpoints: true } })
    const person = { ...found, hashes: await findHashes(tx, found.endpoints) }
    const pseudonym = pseudonymOf(vault, id)
    if (person.erasedAt) return { journalistId: id, pseudonym, erasedAt: person.erasedAt.toISOString() }
    requireNameless(person, reason)
    const now = clock.now()
    // Deliveries, then suppressions, then endpoints, as outcomes are recorded: in another order a bounce and an erasure could each
    // wait for what the other holds.
    const deliveries = await redactLedger(tx, person, pseudonym)
    await silence({ tx, clock }, principal, person)
    await redactEvents(tx, person)
    await redactImports(tx, person)
    await forgetAnswers(tx, person)
    await blank(tx, person, { pseudonym, now })
    const data = { endpoints: person.endpoints.length, deliveries }
    await recordEvent({ tx, clock }, principal, { kind: 'journalist.erased', subject, reason, data })
    return { journalistId: id, pseudonym, erasedAt: now.toISOString() }
  })
}

/** Every text that tells who somebody is. */
export function tellingTexts({ id, name, phone, endpoints }: Omit<Person, 'hashes'>): string[] {
  return [id, name, ...(phone ? [phone] : []), ...endpoints.map(({ address }) => address)]
}

function requireNameless(person: Person, reason: string): void {
  // As a word of its own: somebody may be called Ed, and ask by letter.
  const words = (text: string) =>
    ` ${text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim()} `
  const told = tellingTexts(person).some((text) => words(reason).includes(words(text)))
  if (told) throw invalidField('/reason', 'personal', 'is kept for ever: say why without a name, an address or a number')
}

/** An endpoint may have moved: where it was is in the ledger, and in the events of its changes. */
async function findHashes(tx: Tx, endpoints: Prisma.EndpointModel[]): Promise<string[]> {
  const ids = endpoints.map(({ id }) => id)
  const rows = await tx.$queryRaw<{ hash: string }[]>`
    SELECT encode(address_hash, 'hex') AS hash FROM endpoints WHERE id = ANY(${ids}::uuid[])
    UNION SELECT encode(address_hash, 'hex') FROM deliveries WHERE endpoint_id = ANY(${ids}::uuid[])
    UNION SELECT encode(decode(rpad(translate(told, '-_', '+/'), 44, '='), 'base64'), 'hex')
      FROM events, LATERAL (VALUES (data -> 'before' ->> 'addressHash'), (data -> 'after' ->> 'addressHash')) AS said (told)
      WHERE subject_type = 'endpoint' AND subject_id = ANY(${ids}::text[]) AND length(told) = 43
    ORDER BY 1`
  return rows.map(({ hash }) => hash)
}

/** For good, on every channel and for every account. What people noted beside any suppression of these addresses is deleted. */
async function silence({ tx, clock }: { tx: Tx; clock: Clock }, principal: Principal, { hashes }: Person): Promise<void> {
  // In order, so that an erasure and bounces never wait for each other crosswise.
  for (const hex of hashes) {
    const addressHash = new Uint8Array(Buffer.from(hex, 'hex'))
    await suppress({ tx, clock }, { channel: null, addressHash, reason: 'erasure' }, principal)
    await tx.suppression.updateMany({ where: { addressHash, note: { not: null } }, data: { note: null } })
  }
}

async function blank(tx: Tx, { id, archivedAt, endpoints }: Person, { pseudonym, now }: { pseudonym: string; now: Date }) {
  await tx.outletListMember.deleteMany({ where: { journalistId: id } })
  await tx.journalistOutlet.deleteMany({ where: { journalistId: id } })
  await tx.journalist.update({
    where: { id },
    data: {
      name: pseudonym,
      externalId: null,
      phone: null,
      tags: [],
      pausedUntil: null,
      erasedAt: now,
      archivedAt: archivedAt ?? now,
      updatedAt: now,
      revision: { increment: 1 },
    },
  })
  await tx.$executeRaw`
    UPDATE endpoints SET external_id = NULL, address = ${pseudonym}, host = ${erasedHost}, settings = '{}', secrets = NULL,
      archived_at = COALESCE(archived_at, ${now}), updated_at = ${now}, revision = revision + 1
    WHERE id = ANY(${endpoints.map((endpoint) => endpoint.id)}::uuid[])`
}

/** Deletes the kept answers to requests that tell of somebody. Such a request, sent again, is done again. */
async function forgetAnswers(tx: Tx, person: Person): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM idempotency_keys
    WHERE jsonb_path_exists(body, '$.** ? (@.type() == "string" && @ == $telling[*])',
      jsonb_build_object('telling', ${tellingTexts(person)}::text[]))`
}
