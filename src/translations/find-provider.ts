import { invalidField } from '../problem.ts'
import { coversPair } from '../translators/covers-pair.ts'
import type { Translator } from '../translators/translator.ts'

/** Who shall draft what; canonical tags. `pairPointer` names the field that is wrong where the provider does not know the pair. */
type Wanted = { provider: string; source: string; target: string; pairPointer: string }

const askAtMostMs = 5_000

/**
 * Sees to it that a provider is there and translates between two languages. One that does not answer now is taken at its word: the
 * worker will tell. Asked before a transaction is opened.
 *
 * @throws invalid for a provider that is not configured, or does not know the pair
 */
export async function requireProvider(
  translators: Readonly<Record<string, Translator>>,
  { provider, source, target, pairPointer }: Wanted,
): Promise<void> {
  const translator = Object.hasOwn(translators, provider) ? translators[provider] : undefined
  if (!translator) {
    const known = Object.keys(translators).join(', ') || 'none is configured'
    throw invalidField('/provider', 'unknown-provider', `there is no provider "${provider}" (${known}): choose one, or send null`)
  }
  const answer = await translator.languages(AbortSignal.timeout(askAtMostMs))
  if (!answer.ok || coversPair(answer.pairs, { source, target })) return
  const detail = `${provider} does not translate from ${source} into ${target}: choose another source or provider, or send null`
  throw invalidField(pairPointer, 'language-pair', detail)
}
