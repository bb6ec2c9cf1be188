import { z } from 'zod'
import { type Db, Prisma } from '../db/client.ts'
import { compareIn } from '../languages/compare.ts'
import { LanguageTag } from '../languages/language.ts'
import { countReach, makeRoomToCount, Reach, reachExample } from './count-reach.ts'
import { type ReachTarget, reached } from './reach.ts'

const LeftOut = Reach.shape.leftOut.element

/** How many a target would reach now. */
export const Preview = z
  .object({
    language: LanguageTag.nullable().meta({ description: 'null: whatever they read' }),
    summary: z.string().meta({ description: 'in a few words' }),
    ...Reach.shape,
    leftOut: z
      .array(
        LeftOut.extend({
          examples: z.array(z.string()).optional().meta({ description: 'up to five names; for the wire’s staff only' }),
        }),
      )
      .meta({ description: Reach.shape.leftOut.description }),
  })
  .meta({ id: 'Preview', example: { language: 'ar', summary: '41 outlets, 3 journalists, 2 countries', ...reachExample } })
export type Preview = z.infer<typeof Preview>

/**
 * Counts whom a target would reach now, and why who stands on the list would get nothing.
 *
 * @param names whether to name examples of who is left out: for the wire's staff only
 */
export async function previewTarget({ db }: { db: Db }, target: ReachTarget, names: boolean): Promise<Preview> {
  const reach = Prisma.sql`(${await reached(db, target)}) AS reach`
  const [row] = await db.$transaction(async (tx) => {
    await makeRoomToCount(tx)
    return tx.$queryRaw<unknown[]>(countReach(reach, { names, atHand: false }))
  })
  const counted = z.object({ figures: Reach, examples: z.record(z.string(), z.array(z.string())) }).parse(row)
  return {
    language: target.language,
    summary: summarise(counted.figures),
    ...counted.figures,
    leftOut: counted.figures.leftOut.map((left) => ({
      ...left,
      ...(names ? { examples: (counted.examples[left.reason] ?? []).toSorted(compareIn(target.language ?? 'en')) } : {}),
    })),
  }
}

/** "412 outlets, 3,180 journalists, 14 countries": what an audience is called in one line. */
export function summarise({ outlets, journalists, countries }: Reach): string {
  const counted = [
    [outlets, 'outlet', 'outlets'],
    [journalists, 'journalist', 'journalists'],
    [countries, 'country', 'countries'],
  ] as const
  return counted.map(([count, one, many]) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`).join(', ')
}
