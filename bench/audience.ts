import type { Client } from './client.ts'
import { importCsv, makeIssuer, makeRelease, openClient, until } from './client.ts'
import { history } from './history.ts'
import { startBench } from './service.ts'

const outlets = 6_500
const journalists = 86_000
const countries = [
  'AE',
  'SA',
  'EG',
  'SG',
  'MY',
  'ID',
  'TH',
  'VN',
  'KR',
  'JP',
  'TW',
  'DE',
  'FR',
  'ES',
  'BR',
  'US',
  'GB',
  'IN',
  'PH',
  'RU',
]
const sectors = ['energy', 'finance', 'technology', 'environment', 'industry', 'daily-news']

export type AudienceResult = {
  rows: number
  importSeconds: number
  peakMb: number
  unchangedOnRepeat: number
  previewMs: number
  reached: number
  /** how fast a list expands beside ten million ledger rows, against an empty ledger, median of nine pairs; null without `--full` */
  withHistory: number | null
  worstWithHistory: number | null
  expandMs: { empty: number; withHistory: number | null }
  /** the goals that were not reached */
  missed: string[]
}

/** What an admin of a real wire waits for: the import of the whole audience, a preview of a rule, the expansion of a list. */
export async function benchAudience({ full }: { full: boolean }, say: (line: string) => void): Promise<AudienceResult> {
  const bench = await startBench()
  try {
    const api = openClient(bench.url, bench.adminKey)
    const began = performance.now()
    await importCsv(api, rows())
    const importSeconds = (performance.now() - began) / 1000
    const peakMb = await bench.peakMb()
    say(`import of ${outlets + journalists} rows: ${importSeconds.toFixed(1)} s, ${peakMb} MB at most`)
    const again = await api('POST', '/v1/outlets/imports', { csv: [...rows()].join('\n') })
    say(`the same file again: ${again.json.unchanged} unchanged`)
    const preview = await measurePreview(api)
    say(`preview of a rule over them: ${preview.ms.toFixed(0)} ms, ${preview.reached} endpoints`)
    const expansion = full ? await compareWithHistory(api, say) : await measureAlone(api, say)
    const figures = {
      rows: outlets + journalists,
      importSeconds: round(importSeconds),
      peakMb,
      unchangedOnRepeat: again.json.unchanged,
      previewMs: Math.round(preview.ms),
      reached: preview.reached,
      ...expansion,
    }
    return { ...figures, missed: findMissed(figures) }
  } finally {
    await bench.close()
  }
}

function findMissed(result: Omit<AudienceResult, 'missed'>): string[] {
  return [
    ...(result.importSeconds <= 60 ? [] : ['importSeconds ≤ 60']),
    ...(result.peakMb <= 400 ? [] : ['peakMb ≤ 400']),
    ...(result.unchangedOnRepeat === result.rows ? [] : ['the same file again changes nothing']),
    ...(result.previewMs <= 200 ? [] : ['previewMs ≤ 200']),
    ...(result.withHistory === null || result.withHistory >= 0.9 ? [] : ['withHistory ≥ 0.9']),
  ]
}

type Expansion = Pick<AudienceResult, 'withHistory' | 'worstWithHistory' | 'expandMs'>

async function measureAlone(api: Client, say: (line: string) => void): Promise<Expansion> {
  const expand = await openExpansion(api)
  const taken: number[] = []
  for (let run = 0; run < 5; run++) taken.push(await expand())
  say(`expansion on an empty ledger: ${median(taken).toFixed(0)} ms`)
  return { withHistory: null, worstWithHistory: null, expandMs: { empty: Math.round(median(taken)), withHistory: null } }
}

/**
 * The same audience in a second Dateline whose ledger has a history, the two taking turns: what else the machine does at the
 * time falls on both.
 */
async function compareWithHistory(api: Client, say: (line: string) => void): Promise<Expansion> {
  const old = await startBench()
  try {
    const oldApi = openClient(old.url, old.adminKey)
    await importCsv(oldApi, rows())
    await history(old.databaseUrl, 10_000_000, say)
    const [expand, expandOld] = [await openExpansion(api), await openExpansion(oldApi)]
    const pairs: { empty: number; beside: number }[] = []
    for (let run = 0; run < 9; run++) pairs.push({ empty: await expand(), beside: await expandOld() })
    const ratios = pairs.map(({ empty, beside }) => empty / beside)
    const [empty, beside] = [median(pairs.map((pair) => pair.empty)), median(pairs.map((pair) => pair.beside))]
    say(`expansion on an empty ledger: ${empty.toFixed(0)} ms; beside ten million ledger rows: ${beside.toFixed(0)} ms`)
    const expandMs = { empty: Math.round(empty), withHistory: Math.round(beside) }
    return { withHistory: round(median(ratios)), worstWithHistory: round(Math.min(...ratios)), expandMs }
  } finally {
    await old.close()
  }
}

function* rows(): Generator<string> {
  yield 'kind,externalId,name,country,languages,sectors,timeZone,tier,tags,outlets,channel,settings.to'
  for (let n = 0; n < outlets; n++) {
    const of = [pick(countries, n), pick(['en', 'en ar', 'de', 'fr', 'ja'], n), pick(sectors, n)]
    yield `outlet,o-${n},"Paper ${n}, evening edition",${of.join(',')},UTC,${(n % 5) + 1},desk,,email,desk@paper-${n}.example`
  }
  for (let n = 0; n < journalists; n++) {
    const of = [pick(countries, n), pick(['en', 'ar', 'de', 'en fr', 'ja'], n), pick(sectors, n + 1)]
    yield `journalist,j-${n},Journalist ${n},${of.join(',')},,,,o-${n % outlets},email,writer-${n}@paper-${n % outlets}.example`
  }
}

/** Over HTTP, the median of nine; the rule asks for countries, languages and sectors at once. */
async function measurePreview(api: Client): Promise<{ ms: number; reached: number }> {
  const rule = { include: { countries: countries.slice(0, 15), languages: ['en'], sectors: ['energy', 'finance', 'technology'] } }
  const { json: list } = await api('POST', '/v1/outlet-lists', { body: { name: 'By rule', rule } })
  const taken: number[] = []
  let reached = 0
  for (let run = 0; run < 9; run++) {
    const began = performance.now()
    const { json } = await api('GET', `/v1/outlet-lists/${list.id}/preview?language=en`)
    taken.push(performance.now() - began)
    reached = json.endpoints
  }
  return { ms: median(taken), reached }
}

/** Each call: from PUT to the expanded target, over HTTP, with an hour that is near enough to expand and too far to send; ms. */
async function openExpansion(api: Client): Promise<() => Promise<number>> {
  const issuerId = await makeIssuer(api)
  const { json: list } = await api('POST', '/v1/outlet-lists', { body: { name: 'All who read English', rule: {} } })
  return async () => {
    const id = await makeRelease(api, issuerId, [list.id])
    const began = performance.now()
    await api('PUT', `/v1/releases/${id}/publication`, { body: { releaseAt: new Date(Date.now() + 50_000).toISOString() } })
    await until(async () => (await api('GET', `/v1/releases/${id}/status`)).json.targets[0]?.expanded)
    const taken = performance.now() - began
    await api('DELETE', `/v1/releases/${id}/publication`)
    return taken
  }
}

function pick<T>(from: readonly T[], n: number): T {
  const value = from[n % from.length]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
