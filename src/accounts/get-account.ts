import type { AnyDb, Prisma, Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { accountScope } from './scope.ts'

/**
 * An account that the principal may see, archived or not.
 *
 * @throws not-found
 */
export async function getAccount(db: AnyDb, principal: Principal, id: string): Promise<Prisma.AccountModel> {
  const account = await db.account.findFirst({ where: { AND: [{ id }, accountScope(principal)] } })
  if (!account) throw notFound('account')
  return account
}

/**
 * An account that nobody else changes until the transaction ends.
 *
 * @throws not-found
 */
export async function lockAccount(tx: Tx, id: string): Promise<Prisma.AccountModel> {
  await tx.$queryRaw`SELECT 1 FROM accounts WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const account = await tx.account.findUnique({ where: { id } })
  if (!account) throw notFound('account')
  return account
}
