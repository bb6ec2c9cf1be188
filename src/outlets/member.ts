import { z } from 'zod'
import { PageQuery, pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'

const manyIds = z.array(Id).max(20_000).default([])

/** Many members at once. */
export const NewMembers = z
  .strictObject({ outletIds: manyIds, journalistIds: manyIds })
  .meta({ example: { outletIds: ['019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'], journalistIds: [] } })
export type NewMembers = z.infer<typeof NewMembers>

/** How many of them were not on the list before. */
export const AddedMembers = z.object({ outlets: z.int(), journalists: z.int() }).meta({ example: { outlets: 1, journalists: 0 } })
export type AddedMembers = z.infer<typeof AddedMembers>

const example = {
  outletId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  journalistId: null,
  name: 'Al-Bayan',
  country: 'AE',
}

/** An outlet or a journalist who stands on an outlet list by hand; exactly one of the ids is set. */
export const MemberView = z
  .object({ outletId: Id.nullable(), journalistId: Id.nullable(), name: z.string(), country: z.string().nullable() })
  .meta({ id: 'OutletListMember', example })
export type MemberView = z.infer<typeof MemberView>

/** How members are listed. */
export const MemberQuery = z.strictObject(PageQuery.shape)
export type MemberQuery = z.infer<typeof MemberQuery>

/** A page of members, in the order in which they were added. */
export const MemberPage = pageOf(MemberView).meta({ example: { items: [example], nextCursor: null } })
export type MemberPage = z.infer<typeof MemberPage>
