import { Prisma, type Tx } from '../db/client.ts'
import { notFound, Problem } from '../problem.ts'

const tables = { outlet: 'outlets', journalist: 'journalists', endpoint: 'endpoints', 'outlet-list': 'outlet_lists' } as const

/** A thing of this folder that is edited and archived. */
export type Subject = { type: keyof typeof tables; id: string }

/** Who receives: has endpoints, stands on lists. */
export type Owner = { type: 'outlet' | 'journalist'; id: string }

/** The table of a kind of subject, as SQL. */
export function tableOf(type: Subject['type']): Prisma.Sql {
  return Prisma.raw(tables[type])
}

/**
 * Locks what is about to be changed until the transaction ends, so that the revision which `If-Match` is compared with is
 * the one that gets changed.
 *
 * @throws not-found
 */
export async function lockSubject(tx: Tx, subject: Subject): Promise<{ revision: number; archived: boolean }> {
  const [row] = await tx.$queryRaw<{ revision: number; archived: boolean }[]>`
    SELECT revision, archived_at IS NOT NULL AS archived
    FROM ${tableOf(subject.type)} WHERE id = ${subject.id}::uuid FOR UPDATE`
  if (!row) throw notFound(wordsOf(subject))
  return row
}

/**
 * The same for what must not be archived.
 *
 * @throws not-found; wrong-state when it is archived
 */
export async function lockInUse(tx: Tx, subject: Subject): Promise<{ revision: number }> {
  const row = await lockSubject(tx, subject)
  if (row.archived) throw new Problem('wrong-state', `This ${wordsOf(subject)} is archived and stays as it is. Make another.`)
  return row
}

function wordsOf({ type }: Subject): string {
  return type.replace('-', ' ')
}
