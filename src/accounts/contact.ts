import { z } from 'zod'
import { oneLine } from './text.ts'

/** Whom a newsroom may ask. Goes out with a release only when it is public. */
export const Contact = z.strictObject({
  name: oneLine(),
  email: z.email().max(254).optional(),
  phone: oneLine(50).optional(),
  public: z.boolean().default(false).meta({ description: 'whether it is sent to outlets; false when left out' }),
})

export type Contact = z.infer<typeof Contact>
