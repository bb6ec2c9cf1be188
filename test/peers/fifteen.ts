import assert from 'node:assert/strict'
import { expectStatus } from '../harness/client.ts'
import { startStage } from '../harness/stage.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'

/** One delivery as the ledger tells it. */
type Delivery = { id: string; language: string; state: string; channel: string; attempts: number }

/** What came of it. */
export type Fifteen = {
  /** of the endpoint, one for each language */
  deliveries: Delivery[]
  /** the same edition in the same format as a webhook got it, by its language */
  bytes: Map<string, Uint8Array>
}

/**
 * One release in fifteen languages through the whole product, to one endpoint of an outlet that takes all of them, and beside it to a
 * webhook that asks for the same format: what it got is what must have arrived. Both get every edition, and so number them alike.
 *
 * @param endpoint as the API takes it
 */
export async function deliverFifteen(endpoint: { channel: string; format: string; settings: object }): Promise<Fifteen> {
  const stage = await startStage({ keep: true })
  try {
    const { admin, submitter } = stage
    const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
    expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
    const list = await stage.list([{ channel: 'webhook', languages, format: endpoint.format }])
    expectStatus(await admin.post(`/v1/outlets/${list.outletIds[0]}/endpoints`, { ...endpoint, languages }), 201)
    const targets = languages.map((language) => ({ language, outletListId: list.id }))
    const id = await stage.approved({ sectors: ['energy'], editions, targets })
    await stage.work()
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ finished }) => finished)
    const { json } = expectStatus(await submitter.get(`/v1/releases/${id}/deliveries?limit=100`), 200)
    const all: Delivery[] = json.items
    const deliveries = all.filter(({ channel }) => channel === endpoint.channel)
    assert.deepEqual(new Set(deliveries.map(({ language }) => language)), new Set(languages))
    const bytes = new Map(
      stage.hooks.received.map(({ webhookId, body }) => {
        const { language } = all.find((delivery) => delivery.id === webhookId) ?? assert.fail(`no delivery ${webhookId}`)
        return [language, body ?? assert.fail('no body')]
      }),
    )
    return { deliveries, bytes }
  } finally {
    await stage.close()
  }
}
