import { after } from 'node:test'
import { systemClock } from '../../src/clock.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { type LibreBounds, openLibreTranslate } from '../../src/translators/libre-translate.ts'
import type { Text, Translation, TranslationRequest, Translator } from '../../src/translators/translator.ts'
import { type LibreServer, openLibreServer, type Setup } from './libre-server.ts'

/** The key that servers of these tests know. */
export const apiKey = 'f3b1c7e0-key-of-ours'

/** A server, and a translator that asks it. `waited`: what it would have waited for, in milliseconds; nobody waits in tests. */
export type Stage = { server: LibreServer; translator: Translator; waited: number[] }

type Options = Setup & { bounds?: Partial<LibreBounds>; key?: string; url?: string; allow?: string[] }

/** Opens both, and closes them at the end of the file. A wait lets a minute pass at the server. */
export async function openStage({ bounds, key, url, allow = ['127.0.0.0/8'], ...setup }: Options = {}): Promise<Stage> {
  const server = await openLibreServer(setup)
  const { fetch, close } = openFetch({ allow })
  after(async () => {
    server.close()
    await close()
  })
  const waited: number[] = []
  const wait = async (ms: number, signal: AbortSignal): Promise<boolean> => {
    waited.push(ms)
    server.nextMinute()
    return !signal.aborted
  }
  const deps = { fetch, clock: systemClock, random: () => 0.5, wait }
  return { server, translator: openLibreTranslate(deps, { url: url ?? server.url, apiKey: key }, bounds), waited }
}

/** One text, from English into German where nothing else is said. */
export function ask(translator: Translator, content: string, more: Partial<TranslationRequest & Pick<Text, 'kind'>> = {}) {
  const { kind = 'html', ...request } = more
  const signal = AbortSignal.timeout(60_000)
  return translator.translate({ source: 'en', target: 'de', texts: [{ kind, content }], keep: [], ...request }, signal)
}

/** The same, where it must be translated. */
export async function translateOne(...given: Parameters<typeof ask>): Promise<Translation & { text: string }> {
  const outcome = await ask(...given)
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`)
  return { ...outcome, text: outcome.texts[0] ?? '' }
}
