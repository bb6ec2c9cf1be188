import { newWebhookSecret } from '../channels/webhook/signature.ts'
import type { Behaviour } from './receivers/behaviour.ts'
import { regions } from './regions.ts'

/** An outlet of the demo wire, its one endpoint, and how the receiver behind that treats what comes. */
export type DemoOutlet = {
  name: string
  language: string
  country: string
  timeZone: string
  sectors: string[]
  endpoint: DemoEndpoint
  behaviour: Behaviour
}

/** `address` is the mailbox, or the path at the webhook receiver. */
export type DemoEndpoint =
  | { channel: 'email'; format: 'html' | 'text'; address: string }
  | { channel: 'webhook'; format: 'ninjs'; address: string; secret: string }

/**
 * Makes up the outlets of the demo wire: every language and country in turn, each name once, the same for the same count
 * but for the secrets.
 *
 * @param count 20 or more
 */
export function makeAudience(count: number): DemoOutlet[] {
  const names = new Set<string>()
  return Array.from({ length: count }, (_, number) => {
    const { language, country, timeZone } = regionOf(number)
    const name = nameOf(number, names)
    const sectors = sectorsOf(Math.floor(number / regions.length))
    const endpoint = endpointOf(number, country.toLowerCase())
    return { name, language, country, timeZone, sectors, endpoint, behaviour: behaviourOf(number) }
  })
}

function regionOf(number: number) {
  const region = regions[number % regions.length]
  if (!region) throw new Error('there are no regions')
  return region
}

/** The n-th of a region takes the n-th place and the n-th title; once all pairs are spent, the desks of the same papers. */
function nameOf(number: number, taken: Set<string>): string {
  const { places, titles, desks } = regionOf(number)
  const nth = Math.floor(number / regions.length)
  const round = Math.floor(nth / (places.length * titles.length))
  const paper = (titles[nth % titles.length] ?? '').replace('{}', places[nth % places.length] ?? '')
  const desk = round === 0 ? '' : ` · ${desks[(round - 1) % desks.length]}`
  const plain = paper + desk
  const name = taken.has(plain) ? `${plain} ${Math.floor((round - 1) / desks.length) + 1}` : plain
  taken.add(name)
  return name
}

function sectorsOf(nth: number): string[] {
  const own = ['energy', 'finance', 'technology', 'environment', 'industry']
  return ['daily-news', own[nth % own.length] ?? 'energy']
}

/** Three of five by mail, two by webhook, in every region. */
function endpointOf(number: number, country: string): DemoEndpoint {
  const place = (number + Math.floor(number / regions.length)) % 5
  const digits = String(number + 1).padStart(4, '0')
  if (place === 1 || place === 3)
    return { channel: 'webhook', format: 'ninjs', address: `/${country}/${digits}`, secret: newWebhookSecret() }
  return { channel: 'email', format: place === 4 ? 'text' : 'html', address: `newsdesk@paper-${digits}.${country}.example` }
}

/**
 * Most take what comes; a few all along the wire refuse, or fail once. Those that stall are two, and webhooks (see
 * endpointOf): each stalled mail would hold one of the relay's twenty connections.
 */
function behaviourOf(number: number): Behaviour {
  if (number === 1 || number === 3) return 'stall'
  if (number % 37 === 12) return 'refuse'
  if (number % 23 === 5) return 'fail-once'
  return 'accept'
}
