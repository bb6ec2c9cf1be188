import assert from 'node:assert/strict'
import { it } from 'node:test'
import pg from 'pg'
import { expectStatus } from '../harness/client.ts'
import { startStage } from '../harness/stage.ts'

it('instants are kept as they are on a server that counts in another zone', async () => {
  let url = ''
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client.query(sql).finally(() => client.end())
  }
  const stage = await startStage({
    via: async (databaseUrl) => {
      url = databaseUrl
      await ask(`ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET timezone TO 'Asia/Dubai'`)
      return databaseUrl
    },
  })
  try {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id, { releaseAt: '2099-03-28T02:30:00Z' }), 202)
    const { rows } = await ask('SELECT extract(epoch FROM release_at) AS seconds FROM publications')
    assert.equal(Number(rows[0].seconds), Date.parse('2099-03-28T02:30:00Z') / 1000)
  } finally {
    await stage.close()
  }
})
