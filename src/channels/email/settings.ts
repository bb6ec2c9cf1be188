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
})
export type EmailSettings = z.infer<typeof EmailSettings>
