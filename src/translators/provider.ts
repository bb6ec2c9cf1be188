import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Fetch } from '../net/fetch.ts'
import type { Translator } from './translator.ts'

/** What a provider is opened with. */
export type ProviderDeps = {
  fetch: Fetch
  clock: Clock
  /** a number in [0, 1) */
  random: () => number
  /** waits before something is tried again; left out: by the clock of this machine */
  wait?: Wait
}

/** Waits for so many milliseconds, or until the signal is aborted: then it returns false. Never throws. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<boolean>

/** A provider: one file, one line in list.ts. */
export type Provider = {
  key: string
  /** @returns undefined where it is not configured */
  open(deps: ProviderDeps, config: Pick<Config, 'libreTranslateUrl' | 'libreTranslateApiKey'>): Translator | undefined
}
