import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { channels } from '../../src/channels/list.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeOutlet } from '../outlets/factories.ts'
import { makeSshKey } from './ssh-key.ts'

type Example = { page: string; channel: string; body: string }

const Body = z.looseObject({ channel: z.string() })

/** Every request of the pages for outlets that makes an endpoint: what follows its address, from brace to brace. */
function findExamples(): Example[] {
  return ['docs/channels.md', 'docs/admin.md', ...globSync('docs/channels/*.md')].flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\/v1\/outlets\/\S+\/endpoints[^{]*?(\{(?:[^{}]|\{[^{}]*\})*\})/g)].map(
      ([, body = '']) => ({
        page,
        channel: Body.parse(JSON.parse(body)).channel,
        body,
      }),
    ),
  )
}

describe('the requests by which the docs set up an endpoint', () => {
  const examples = findExamples()
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('are there for every channel but webhook, which the README sets up', () => {
    const shown = new Set(examples.map(({ channel }) => channel))
    assert.deepEqual(
      channels.map(({ key }) => key).filter((key) => !shown.has(key)),
      ['webhook'],
    )
  })

  for (const { page, channel, body } of examples)
    it(`201 ${channel} of ${page}`, async () => {
      const path = `/v1/outlets/${await makeOutlet(service.admin)}/endpoints`
      const key = JSON.stringify(makeSshKey().private).slice(1, -1)
      const sent: unknown = JSON.parse(body.replace(/-----BEGIN OPENSSH PRIVATE KEY-----\\n…/, () => key))
      expectStatus(await service.admin.post(path, sent), 201)
    })
})
