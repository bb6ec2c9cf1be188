import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { compareFigures, type Mismatch } from '../src/languages/figures/compare.ts'
import { compareNames } from '../src/languages/figures/names.ts'
import { readFigures } from '../src/languages/figures/read.ts'
import { type FaultKind, plantFaults } from '../test/languages/figures/pairs/faults.ts'
import { type Pair, pairs, renderings } from '../test/languages/figures/pairs/pairs.ts'
import { machineMs } from './clock.ts'
import { findMissed, median, round } from './pairs.ts'

/** `found`: of the faults planted, the share that gave an alarm; `falseAlarms`: per hundred figures of faithful pairs. */
type Rates = { found: number; falseAlarms: number }

export type FiguresResult = Rates & {
  pairs: number
  /** figures that were read in the originals, once for each rendering */
  figures: number
  /** faults that were planted */
  faults: number
  byLanguage: Record<string, Rates>
  /** the share found of each kind of fault */
  byFault: Record<string, number>
  /** reading the figures of an edition of six passages of 400 characters, milliseconds, median over the languages */
  msPerEdition: number
  /** the goals that were not reached */
  missed: string[]
}

type Trial = { language: string; kind: FaultKind; isFound: boolean }
type Count = { language: string; figures: number; alarms: number }

/** Press releases with faithful renderings, and with every fault that can be planted in these: what is found, and what is cried for nothing? */
export async function benchFigures(_options: { full: boolean }, say: (line: string) => void): Promise<FiguresResult> {
  const counts: Count[] = []
  const trials: Trial[] = []
  for (const pair of pairs) {
    const alarms = alarmsOf(pair)
    const faithful = new Set(alarms.map(({ key }) => key))
    counts.push({ language: pair.language, figures: readFigures(pair.source, 'en').length, alarms: alarms.length })
    for (const { key, passages } of alarms) say(`${pair.language}: false alarm, ${key}: ${passages}`)
    for (const { kind, text } of plantFaults(pair)) {
      const isFound = alarmsOf({ ...pair, target: text }).some(({ key }) => !faithful.has(key))
      trials.push({ language: pair.language, kind, isFound })
      if (!isFound) say(`${pair.language}: not found, ${kind}: ${text}`)
    }
  }
  const rates = ratesOf(counts, trials)
  const byLanguage = Object.fromEntries(
    [...Map.groupBy(counts, ({ language }) => language)].map(([language, own]) => [
      language,
      ratesOf(
        own,
        trials.filter((trial) => trial.language === language),
      ),
    ]),
  )
  const byFault = Object.fromEntries(
    [...Map.groupBy(trials, ({ kind }) => kind)].map(([kind, own]) => [kind, ratesOf([], own).found]),
  )
  const msPerEdition = measure()
  return {
    pairs: pairs.length,
    figures: counts.reduce((sum, { figures }) => sum + figures, 0),
    faults: trials.length,
    ...rates,
    byLanguage,
    byFault,
    msPerEdition,
    missed: findMissed({
      'found ≥ 0.95': rates.found >= 0.95,
      'falseAlarms ≤ 2': rates.falseAlarms <= 2,
      'msPerEdition ≤ 2': msPerEdition <= 2,
    }),
  }
}

const Texts = z.object({ passages: z.array(z.string()) })

/** The same editions as those of the bench `languages`, each read when the words of its language are ready. */
function measure(): number {
  const times = ['en', ...Object.keys(renderings)].flatMap((language) => {
    const { passages } = Texts.parse(JSON.parse(readFileSync(new URL(`texts/${language}.json`, import.meta.url), 'utf8')))
    const cut = passages.map((text) => [...text].slice(0, 400).join(''))
    const editions = Array.from({ length: Math.floor(cut.length / 6) }, (_, n) => cut.slice(n * 6, (n + 1) * 6).join('\n'))
    return editions.map((text) => {
      // The least of three: what else the machine does is not the reader's.
      const runs = Array.from({ length: 3 }, () => {
        const began = machineMs()
        readFigures(text, language)
        return machineMs() - began
      })
      return Math.min(...runs)
    })
  })
  return round(median(times))
}

/** `key`: what disagrees; `passages` may differ between two texts that disagree on the same. */
type Alarm = { key: string; passages: string }

function alarmsOf({ source, target, language, names }: Pair): Alarm[] {
  const mismatches = compareFigures(readFigures(source, 'en'), readFigures(target, language)).map(toAlarm)
  const missing = compareNames(source, target, names).map(({ name, passage }) => ({ key: `name ${name}`, passages: passage }))
  return [...mismatches, ...missing]
}

function toAlarm({ kind, what, source, target }: Mismatch): Alarm {
  const [ours, theirs] = [source, target].map((figure) =>
    figure ? `${figure.value} ${figure.currency ?? ''}`.trim() : 'nothing',
  )
  return { key: `${kind} ${what}, ${ours} and ${theirs}`, passages: `«${source?.passage ?? ''}» «${target?.passage ?? ''}»` }
}

function ratesOf(counts: Count[], trials: Trial[]): Rates {
  const figures = counts.reduce((sum, count) => sum + count.figures, 0)
  const alarms = counts.reduce((sum, count) => sum + count.alarms, 0)
  const found = trials.filter(({ isFound }) => isFound).length
  return {
    found: Math.round((found / trials.length) * 1000) / 1000,
    falseAlarms: figures === 0 ? 0 : round((alarms / figures) * 100),
  }
}
