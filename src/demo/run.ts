import { DeliveryView } from '../deliveries/delivery.ts'
import { pageOf } from '../http/page.ts'
import { type Api, openApi } from './api.ts'
import { type DemoOutlet, makeAudience } from './audience.ts'
import { compareLedger, type Receipt } from './check.ts'
import { enlistAudience } from './enlist.ts'
import { readLedger, sendRelease } from './journey.ts'
import { openWire } from './open.ts'
import type { DemoOptions } from './options.ts'
import { prepareCast } from './prepare.ts'
import { openProgress } from './progress.ts'
import { type Receivers, startReceivers } from './receive.ts'
import { reportAddresses, reportOutcome } from './report.ts'
import type { Screen } from './screen.ts'
import { isSettled } from './settled.ts'
import { lists } from './story.ts'
import { toVerdict, type Verdict } from './verdict.ts'
import { watchStatus } from './watch.ts'

type Run = {
  options: DemoOptions
  /** the demo's own folder */
  dir: string
  env: NodeJS.ProcessEnv
  screen: Screen
  /** gets what closes everything again */
  stack: AsyncDisposableStack
  /** gets what ends the database, for an end that cannot wait for the rest */
  onDatabase: (stop: () => Promise<void>) => void
  /** resolves when somebody presses Ctrl-C */
  interrupted: Promise<void>
}

/**
 * The whole demo: a wire, its outlets, a release on its way, and the proof. Without `--exit` it stays up until interrupted.
 *
 * @returns the verdict
 */
export async function runDemo({ options, dir, env, screen, stack, onDatabase, interrupted }: Run): Promise<Verdict> {
  const tell = (step: string, what: string) => screen.line(`  ${screen.paint('cyan', '›')} ${step.padEnd(11)}${what}`)
  screen.line(`\n  ${screen.paint('bold', 'Dateline')}  an open newswire, from a press release to its proof of delivery\n`)
  const audience = makeAudience(options.outlets)
  const receivers = await startReceivers(audience)
  const { url, adminKey, deps } = await openWire({ dir, smtpUrl: receivers.smtpUrl, env, stack, onDatabase })
  // Closed first: a stalled call ends at once when the far side goes away.
  stack.defer(receivers.close)
  tell('Service', `${url}, embedded Postgres, queue on ${deps.queue.kind === 'redis' ? 'Redis' : 'Postgres'}`)
  const outlets = await enlistAudience(deps, audience, receivers.webhookUrl)
  const cast = await prepareCast(url, adminKey, outlets)
  tell('Wire', describe(audience))
  const releaseId = await sendRelease(url, cast, tell)
  screen.line()
  const company = openApi(url, cast.keys.submitter)
  const settled = await watchUntilSettled(company, { releaseId, audience, screen })
  const ledger = await readLedger(company, releaseId)
  const verdict = judge(screen, { ledger, outlets, receivers, settled })
  if (!options.exit) {
    const retriedId = ledger.find(({ state, attempts }) => state === 'delivered' && attempts > 1)?.id
    reportAddresses(screen, { url, releaseId, keys: { ...cast.keys, admin: adminKey }, retriedId })
    screen.line(`\n  ${screen.paint('dim', 'It stays up. Ctrl-C ends it.')}`)
    await interrupted
  }
  return verdict
}

type Watched = { releaseId: string; audience: DemoOutlet[]; screen: Screen }

async function watchUntilSettled(company: Api, { releaseId, audience, screen }: Watched): Promise<boolean> {
  const stalled = audience.filter(({ behaviour }) => behaviour === 'stall').length
  const readUnfinished = async () => {
    const states = ['pending', 'sending'].map(async (state) => {
      const { body } = await company.call('GET', `/v1/releases/${releaseId}/deliveries?state=${state}`)
      return pageOf(DeliveryView).parse(body).items
    })
    return (await Promise.all(states)).flat()
  }
  const progress = openProgress(screen)
  const { over } = await watchStatus(company, {
    releaseId,
    see: progress.show,
    isOver: (status) => isSettled(status, stalled, readUnfinished),
    signal: AbortSignal.timeout(patienceMs + 10 * audience.length),
  })
  if (!over) screen.line(`\n  ${screen.paint('red', 'It takes too long; this is how far it came.')}`)
  return over
}

/** How long a small wire may take until nothing moves any more; each outlet adds ten milliseconds. */
const patienceMs = 45_000

type Evidence = { ledger: DeliveryView[]; outlets: ReadonlyMap<string, DemoOutlet>; receivers: Receivers; settled: boolean }

function judge(screen: Screen, { ledger, outlets, receivers, settled }: Evidence): Verdict {
  const receipts: Receipt[] = receivers.receipts()
  const forged = receivers.forged()
  const addressed = ledger.map(({ id, state, channel, outletId }) => {
    const address = outlets.get(outletId ?? '')?.endpoint.address ?? ''
    return { deliveryId: id, state, channel, address }
  })
  const differences = compareLedger(addressed, receipts)
  reportOutcome(screen, { ledger, receipts, differences, forged })
  const consistent = settled && ledger.length > 0 && differences.length === 0 && forged === 0
  return toVerdict(ledger, receipts, consistent, performance.now() / 1000)
}

function describe(audience: DemoOutlet[]): string {
  const count = (values: string[]) => new Set(values).size
  const languages = count(audience.map(({ language }) => language))
  const countries = count(audience.map(({ country }) => country))
  return `${audience.length} outlets in ${languages} languages and ${countries} countries, ${lists.length} lists`
}
