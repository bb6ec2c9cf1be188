import { type Client, expectStatus } from '../harness/client.ts'

/** An outlet as the API takes it, with what a test cares for. */
export function newOutlet(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: 'Al-Bayan', country: 'AE', languages: ['ar'], sectors: ['energy'], timeZone: 'Asia/Dubai', ...over }
}

/** @returns its id */
export async function makeOutlet(admin: Client, over: Record<string, unknown> = {}): Promise<string> {
  return expectStatus(await admin.post('/v1/outlets', newOutlet(over)), 201).json.id
}

/** @returns their id */
export async function makeJournalist(admin: Client, over: Record<string, unknown> = {}): Promise<string> {
  const journalist = { name: 'Layla Haddad', languages: ['ar'], ...over }
  return expectStatus(await admin.post('/v1/journalists', journalist), 201).json.id
}

/**
 * A mailbox of an owner.
 *
 * @param owner such as `outlets/<id>`
 * @returns the endpoint's id
 */
export async function makeMailbox(admin: Client, owner: string, to: string, over: Record<string, unknown> = {}): Promise<string> {
  const endpoint = { channel: 'email', settings: { to }, ...over }
  return expectStatus(await admin.post(`/v1/${owner}/endpoints`, endpoint), 201).json.id
}

/** @returns its id */
export async function makeList(admin: Client, over: Record<string, unknown> = {}): Promise<string> {
  return expectStatus(await admin.post('/v1/outlet-lists', { name: 'Gulf', ...over }), 201).json.id
}
