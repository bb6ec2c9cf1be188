import { z } from 'zod'
import { ChannelKey } from '../channels/key.ts'
import { Country } from './country.ts'
import { Languages, SectorKeys, Tags } from './profile.ts'
import { Region } from './region.ts'

/** Who an outlet list may be made of by rule. */
export const memberKinds = ['outlet', 'journalist'] as const

const many = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(250).optional()

/**
 * Whom a rule means: all kinds of criteria that are given must hold, each by any of its values. `{}` is everybody, outlets
 * and journalists.
 */
export const Criteria = z
  .strictObject({
    kinds: many(z.enum(memberKinds)).meta({ description: 'left out: outlets and journalists' }),
    countries: many(Country).meta({ description: 'a journalist without a country is in none' }),
    regions: many(Region).meta({ description: 'the country lies in one of them' }),
    languages: Languages.min(1).optional().meta({ description: 'who receives one of them: `zh-Hant` means `zh`, too' }),
    sectors: SectorKeys.min(1).optional(),
    channels: many(ChannelKey).meta({ description: 'who has such an endpoint, and with such endpoints only' }),
    tiers: many(z.int().min(1).max(9)).meta({ description: 'of the outlet; for a journalist, of one where they work' }),
    tags: Tags.min(1).optional(),
  })
  .meta({ example: { regions: ['western-asia'], sectors: ['energy'] } })
export type Criteria = z.infer<typeof Criteria>

/** Whom a list takes in by itself: everybody who meets `include`, but for who meets `exclude`. `{}` is everybody. */
export const Rule = z
  .strictObject({
    include: Criteria.optional().meta({ description: 'left out: everybody' }),
    exclude: Criteria.refine((criteria) => Object.keys(criteria).length > 0, {
      error: 'would leave nobody: say whom to leave out, or send no exclude',
    })
      .optional()
      .meta({ description: 'whom the rule does not take; who was put on the list by hand stays' }),
  })
  .meta({ example: { include: { countries: ['AE', 'SA'] }, exclude: { tiers: [9] } } })
export type Rule = z.infer<typeof Rule>
