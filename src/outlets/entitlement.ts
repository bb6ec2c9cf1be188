import { z } from 'zod'
import { PageQuery, pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'

const example = {
  accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  accountName: 'Acme',
  createdAt: '2026-11-23T09:00:00.000Z',
}

/** That an account may send to an outlet list of the catalogue. */
export const EntitlementView = z
  .object({ accountId: Id, accountName: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'Entitlement', example })
export type EntitlementView = z.infer<typeof EntitlementView>

/** How entitlements are listed. */
export const EntitlementQuery = z.strictObject(PageQuery.shape)
export type EntitlementQuery = z.infer<typeof EntitlementQuery>

/** A page of entitlements, in the order in which the accounts were made. */
export const EntitlementPage = pageOf(EntitlementView).meta({ example: { items: [example], nextCursor: null } })
export type EntitlementPage = z.infer<typeof EntitlementPage>
