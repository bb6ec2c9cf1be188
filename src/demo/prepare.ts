import { z } from 'zod'
import { CreatedApiKeyView } from '../accounts/key.ts'
import { Me } from '../accounts/me.ts'
import { Id } from '../ids.ts'
import { openApi } from './api.ts'
import type { DemoOutlet } from './audience.ts'
import { frontPageCount, issuer, lists } from './story.ts'

/** Who and what the demo's release needs. */
export type Cast = {
  issuerId: string
  /** by the name of the list */
  listIds: Map<string, string>
  /** of the company that hands in, and of the wire's own editor */
  keys: { submitter: string; editor: string }
}

const Created = z.object({ id: Id })

/** Sets the wire up through its API: account, issuer, keys and outlet lists. */
export async function prepareCast(url: string, adminKey: string, outlets: ReadonlyMap<string, DemoOutlet>): Promise<Cast> {
  const admin = openApi(url, adminKey)
  const create = async (path: string, body: unknown) => Created.parse((await admin.call('POST', path, { body })).body).id
  const createKey = async (accountId: string, name: string, role: string) => {
    const { body } = await admin.call('POST', `/v1/accounts/${accountId}/keys`, { body: { name, role } })
    return CreatedApiKeyView.required({ key: true }).parse(body).key
  }
  const company = await create('/v1/accounts', { name: 'Aurelia Energy', kind: 'company' })
  const issuerId = await create('/v1/issuers', issuer)
  await admin.call('PUT', `/v1/accounts/${company}/issuers/${issuerId}`)
  const { account } = Me.parse((await admin.call('GET', '/v1/me')).body)
  const keys = {
    submitter: await createKey(company, 'Press office', 'submitter'),
    editor: await createKey(account.id, 'Night desk', 'editor'),
  }
  const listIds = new Map<string, string>()
  for (const list of lists) listIds.set(list.name, await create('/v1/outlet-lists', list))
  const outletIds = [...outlets].filter(([, { language }]) => language === 'en').map(([id]) => id)
  await admin.call('POST', `/v1/outlet-lists/${listIds.get('Front pages')}/members`, {
    body: { outletIds: outletIds.slice(0, frontPageCount) },
  })
  return { issuerId, listIds, keys }
}
