import { z } from 'zod'

/** How a mailbox is set up. */
export const EmailSettings = z.strictObject({
  to: z.email().max(254).meta({ description: 'The mailbox', example: 'newsdesk@outlet.example' }),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .optional()
    .meta({ description: 'Who reads it, as shown beside the address', example: 'Al-Bayan newsdesk' }),
  subject: z.enum(['headline', 'issuer-first']).optional().meta({
    description: 'What a subject begins with: the headline, or whom the release speaks for before it. Left out: the headline',
    example: 'issuer-first',
  }),
})
export type EmailSettings = z.infer<typeof EmailSettings>
