import type { AppDeps } from '../deps.ts'
import { notFound } from '../problem.ts'
import { suppress } from '../suppressions/suppress.ts'
import { getWire } from '../wire/wire.ts'
import type { Wording } from '../wire/wire-words.ts'
import { readUnsubscribeToken } from './unsubscribe-link.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>

/** Who a link speaks for: enough to say it in the language of the mail. */
export type Subscriber = { language: string; wire: Wording }

/**
 * Reads an unsubscribe link.
 *
 * @throws not-found for a link that is not ours
 */
export async function getSubscriber({ db, vault }: Deps, token: string): Promise<Subscriber> {
  const { language } = await findDelivery({ db, vault }, token)
  return { language, wire: await getWire(db) }
}

/**
 * Suppresses the address that a mail went to (RFC 8058). Once or ten times, the effect is the same.
 *
 * @param ip where the click came from
 * @throws not-found for a link that is not ours
 */
export async function unsubscribe({ db, clock, vault }: Deps, token: string, ip: string): Promise<void> {
  const { id, channel, addressHash } = await findDelivery({ db, vault }, token)
  const silenced = { channel, addressHash, reason: 'unsubscribe', origin: 'link', deliveryId: id } as const
  await db.$transaction((tx) => suppress({ tx, clock }, silenced, { keyId: null, keyName: 'reader', ip }))
}

async function findDelivery({ db, vault }: Omit<Deps, 'clock'>, token: string) {
  const deliveryId = readUnsubscribeToken({ vault }, token)
  const delivery = deliveryId ? await db.delivery.findFirst({ where: { id: deliveryId } }) : null
  // Of a test no link was ever sent: whoever has one has not got it from us.
  const test = delivery && (await db.publication.findFirst({ where: { id: delivery.publicationId, test: true } }))
  if (!delivery || test) throw notFound('unsubscribe link')
  return delivery
}
