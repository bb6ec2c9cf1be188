import { DeliveryView } from '../deliveries/delivery.ts'
import { pageOf } from '../http/page.ts'
import { PublicationView } from '../publications/publication.ts'
import { ReleaseView } from '../releases/release-view.ts'
import { type Api, openApi } from './api.ts'
import type { Cast } from './prepare.ts'
import { writeRelease } from './story.ts'

/** Tells people which step of the journey was made. */
export type Tell = (step: string, what: string) => void

/**
 * A release from the company's desk to its hour, through the public API: handed in and submitted with the company's key,
 * read and approved with the editor's, published with the company's.
 *
 * @returns the release's id
 */
export async function sendRelease(url: string, { issuerId, listIds, keys }: Cast, tell: Tell): Promise<string> {
  const company = openApi(url, keys.submitter)
  const editor = openApi(url, keys.editor)
  const draft = ReleaseView.parse((await company.call('POST', '/v1/releases', { body: writeRelease(issuerId, listIds) })).body)
  const path = `/v1/releases/${draft.id}`
  tell('Handed in', `POST /v1/releases, ${draft.editions.length} editions, ${draft.targets.length} targets`)
  await company.call('PUT', `${path}/submission`)
  tell('Submitted', 'by the company’s press office')
  const read = ReleaseView.parse((await editor.call('GET', path)).body)
  await editor.call('PUT', `${path}/approval`, { body: { hash: read.revision.hash } })
  tell('Approved', `by the night desk, for the text with the hash ${read.revision.hash.slice(0, 12)}…`)
  const { body } = await company.call('PUT', `${path}/publication`, { body: {} })
  tell('Published', `${PublicationView.parse(body).targets.length} dispatches are on their way`)
  return draft.id
}

const DeliveryPage = pageOf(DeliveryView)

/** The whole ledger of a release, page by page, as its owner can read it. */
export async function readLedger(company: Api, releaseId: string): Promise<DeliveryView[]> {
  const rows: DeliveryView[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await company.call('GET', `/v1/releases/${releaseId}/deliveries?limit=200${query}`)
    const page = DeliveryPage.parse(body)
    rows.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}
