import { WebhookTarget } from './settings.ts'
import { newWebhookSecret } from './signature.ts'
import { newSigningKey, publicKeyOf } from './signing-key.ts'

type Keys = Pick<WebhookTarget, 'secret' | 'signingKey'>

/** Fresh keys for the schemes that the settings ask for. */
export function makeKeys({ signature = 'v1' }: Record<string, unknown>): Record<string, string> {
  return {
    ...(signature === 'v1a' ? {} : { secret: newWebhookSecret() }),
    ...(signature === 'v1a' || signature === 'both' ? { signingKey: newSigningKey() } : {}),
  }
}

/**
 * What signs a call: the present keys, and behind them those that were replaced, until their time is over.
 *
 * @throws where there is not a single one, since nothing may leave unsigned
 */
export function keysOf({ signature = 'v1', previous, ...present }: WebhookTarget, sentAt: Date): string[] {
  const isGood = previous !== undefined && sentAt < new Date(previous.until)
  const keys = [present, ...(isGood ? [previous] : [])].flatMap((each) => ofScheme(each, signature))
  if (keys.length === 0) throw new Error(`A webhook that is signed by ${signature} has no key`)
  return keys
}

/** What a send reads of settings that were checked by then, refused where nothing could sign it. */
export const SignedTarget = WebhookTarget.refine(
  ({ signature = 'v1', previous, ...present }) => [present, previous ?? {}].some((each) => ofScheme(each, signature).length > 0),
  'must have a key of its scheme',
)

function ofScheme({ secret, signingKey }: Keys, signature: string): string[] {
  return [signature === 'v1a' ? undefined : secret, signature === 'v1' ? undefined : signingKey].filter(
    (key) => key !== undefined,
  )
}

/** What an outlet verifies v1a with, and what it may have verified with before. */
export function publicKeysOf(settings: unknown): Record<string, string> {
  const { signingKey, previous } = WebhookTarget.parse(settings)
  return {
    ...(signingKey === undefined ? {} : { signingKey: publicKeyOf(signingKey) }),
    ...(previous?.signingKey === undefined ? {} : { 'previous.signingKey': publicKeyOf(previous.signingKey) }),
  }
}
