import type { AnyDb, Prisma, Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { issuerScope } from './scope.ts'

/**
 * An issuer that the principal may see; staff sees archived ones too.
 *
 * @throws not-found
 */
export async function getIssuer(db: AnyDb, principal: Principal, id: string): Promise<Prisma.IssuerModel> {
  const issuer = await db.issuer.findFirst({ where: { AND: [{ id }, issuerScope(principal)] } })
  if (!issuer) throw notFound('issuer')
  return issuer
}

/**
 * An issuer that nobody else changes until the transaction ends.
 *
 * @throws not-found
 */
export async function lockIssuer(tx: Tx, id: string): Promise<Prisma.IssuerModel> {
  await tx.$queryRaw`SELECT 1 FROM issuers WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const issuer = await tx.issuer.findUnique({ where: { id } })
  if (!issuer) throw notFound('issuer')
  return issuer
}
