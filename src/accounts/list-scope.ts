import type { Prisma } from '../db/client.ts'

type AccountOfKind = { id: string; kind: string }

/**
 * The outlet lists that an account sees: those in the catalogue, those that it is entitled to, its own; the wire's own accounts
 * see all. Archived ones are nobody's. To be combined by AND.
 */
export function visibleLists(account: AccountOfKind): Prisma.OutletListWhereInput {
  return of(account, [{ visibility: { in: ['everyone', 'catalogue'] } }, entitlement(account)])
}

/** The outlet lists that an account may send to: those that are free, those that it is entitled to, its own. See visibleLists. */
export function usableLists(account: AccountOfKind): Prisma.OutletListWhereInput {
  return of(account, [{ visibility: 'everyone' }, entitlement(account)])
}

function of({ id, kind }: AccountOfKind, open: Prisma.OutletListWhereInput[]): Prisma.OutletListWhereInput {
  return kind === 'wire' ? { archivedAt: null } : { archivedAt: null, OR: [...open, { ownerAccountId: id }] }
}

function entitlement({ id }: AccountOfKind): Prisma.OutletListWhereInput {
  return { visibility: { in: ['catalogue', 'entitled'] }, entitlements: { some: { accountId: id } } }
}
