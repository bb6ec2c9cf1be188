import { recordEvent } from '../accounts/events.ts'
import { excerpt } from '../channels/excerpt.ts'
import { inTransaction, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { findNamed } from './find-named.ts'
import { forwarded, readForDelivery } from './forwarded.ts'
import { type Delivery, findDelivery, keepFact } from './keep-fact.ts'
import { readMail } from './mail.ts'
import { type Report, readReport, type Unreported } from './report.ts'
import { silence } from './silence.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'config'>

/** A mail that came in: to whom, and its bytes or the beginning of them. */
export type Returning = { to: string; bytes: Buffer }

/** What became of it. */
export type Taken =
  | { taken: Report['kind']; deliveryId: string; proven: boolean; known: boolean }
  | { taken: 'ignored'; because: Unreported | 'not-ours' }

/**
 * Takes in a mail that came back: what it tells of a delivery is kept beside it, and has its consequences where it is proven. A
 * report that comes twice is kept once. Whatever tells nothing is ignored, and never answered by mail.
 */
export async function takeReturn(deps: Deps, { to, bytes }: Returning): Promise<Taken> {
  const { report, returned } = readReport(readMail(bytes.toString('latin1')))
  if (typeof report === 'string') return { taken: 'ignored', because: report }
  const named = findNamed(deps, [to, report.from ?? ''], returned)
  if (!named) return { taken: 'ignored', because: 'not-ours' }
  const { deliveryId, proven } = named
  return inTransaction(deps.db, async (tx): Promise<Taken> => {
    const delivery = await findDelivery(tx, deliveryId)
    if (!delivery) return { taken: 'ignored', because: 'not-ours' }
    const told = readForDelivery(deps, report, delivery)
    const fact = {
      ...told,
      proven,
      detail: speakable(told.detail),
      reporter: speakable(told.reporter),
      at: deps.clock.now(),
    }
    const known = !(await keepFact(tx, delivery, fact))
    if (!known) {
      const own = { tx, clock: deps.clock }
      if (proven && fact.reason !== forwarded) await silence(own, delivery, fact.kind)
      await recordReturn(own, delivery, fact)
    }
    return { taken: fact.kind, deliveryId, proven, known }
  })
}

const maxDetailLength = 400

/** Submitters read it: not the addresses in it. */
function speakable(text: string): string {
  const addresses = text.slice(0, 4 * maxDetailLength).match(/[^\s<>()[\]:;,"]+@[^\s<>()[\]:;,"]+/g) ?? []
  return excerpt(text.slice(0, 4 * maxDetailLength), maxDetailLength, addresses)
}

async function recordReturn(deps: { tx: Tx; clock: AppDeps['clock'] }, delivery: Delivery, fact: Report & { proven: boolean }) {
  const { kind, reason, status, proven } = fact
  await recordEvent(deps, undefined, {
    kind: kind === 'complaint' ? 'delivery.complained' : 'delivery.bounced',
    subject: { type: 'delivery', id: delivery.id },
    accountId: delivery.accountId,
    releaseId: delivery.releaseId,
    reason,
    data: { kind, proven, ...(status ? { status } : {}) },
  })
}
