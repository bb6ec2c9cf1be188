import type { Config } from '../config.ts'
import { libreTranslate } from './libre-translate.ts'
import type { Provider, ProviderDeps } from './provider.ts'
import type { Translator } from './translator.ts'

/** Every provider of translations, one line each. */
export const providers: readonly Provider[] = [
  libreTranslate, //
]

/**
 * Opens every provider that is configured, once per process. They hold nothing that must be closed.
 *
 * @returns translators by their key; none where none is configured
 */
export function openTranslators(deps: ProviderDeps, config: Config): Record<string, Translator> {
  const open = providers.flatMap((provider) => provider.open(deps, config) ?? [])
  return Object.fromEntries(open.map((translator) => [translator.key, translator]))
}
