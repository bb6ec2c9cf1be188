import { expectStatus } from '../harness/client.ts'
import type { Stage } from '../harness/stage.ts'

/**
 * A list of outlets with one mailbox each, which they are named after.
 *
 * @param more of their endpoints: a format, other settings
 */
export async function enlist(
  { admin }: Stage,
  addresses: string[],
  language = 'en',
  { settings, ...more }: { format?: string; settings?: object } = {},
): Promise<string> {
  const outletIds: string[] = []
  for (const to of addresses) {
    const profile = { country: 'AE', languages: [language], sectors: [], timeZone: 'Asia/Dubai' }
    const outlet = expectStatus(await admin.post('/v1/outlets', { name: to, ...profile }), 201).json
    expectStatus(
      await admin.post(`/v1/outlets/${outlet.id}/endpoints`, { channel: 'email', settings: { to, ...settings }, ...more }),
      201,
    )
    outletIds.push(outlet.id)
  }
  const list = expectStatus(await admin.post('/v1/outlet-lists', { name: `${language} ${outletIds[0]}` }), 201).json
  expectStatus(await admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
  return list.id
}
