import { z } from 'zod'
import { HttpUrl } from '../http-url.ts'
import { WebhookSecret } from './signature.ts'
import { SigningKey } from './signing-key.ts'

const Signature = z.enum(['v1', 'v1a', 'both']).meta({
  description:
    'v1: HMAC-SHA256 with a secret that both sides know; v1a: Ed25519, verified with the public key in `publicKeys`; left out: v1',
})

/** How a webhook is set up. */
export const WebhookSettings = z.strictObject({
  url: HttpUrl.meta({ description: 'Where to POST', example: 'https://outlet.example/dateline' }),
  signature: Signature.optional(),
  secret: WebhookSecret.optional(),
  signingKey: SigningKey.optional(),
})
export type WebhookSettings = z.infer<typeof WebhookSettings>

const Keys = z.strictObject({ secret: z.string().optional(), signingKey: z.string().optional() })

/** What a send reads of settings that were checked by then: their whole schema takes longer than a signature. */
export const WebhookTarget = Keys.extend({
  url: z.string(),
  signature: Signature.optional(),
  previous: Keys.extend({ until: z.string() }).optional(),
})
export type WebhookTarget = z.infer<typeof WebhookTarget>
