import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { Phone } from './profile.ts'

/** Whom the wire asks when an outlet's systems do not take what is sent to them. */
export const TechnicalContact = z
  .strictObject({ name: oneLine().optional(), email: z.email().max(254).optional(), phone: Phone.optional() })
  .meta({ description: 'whom to ask when its systems do not take what is sent', example: { email: 'it@outlet.example' } })
export type TechnicalContact = z.infer<typeof TechnicalContact>
