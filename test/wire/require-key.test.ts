import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checkOfKey, openVault } from '../../src/vault.ts'
import { requireKey } from '../../src/wire/require-key.ts'
import { type Service, startService } from '../harness/service.ts'

describe('the SECRET_KEY of a wire', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('is the one that it was first started with; with another nothing starts', async () => {
    const { db, vault } = service.deps
    await requireKey({ db, vault })
    await requireKey({ db, vault })
    await assert.rejects(requireKey({ db, vault: openVault('another key of more than 32 characters') }), /not the one/)
  })

  it('is known by the same check in every version: databases and backups keep it', () => {
    const vault = openVault('a secret key for tests, and for nothing else')
    assert.deepEqual([checkOfKey(vault, 'key check'), checkOfKey(vault, 'backup')], ['bhRwUksWWsX8aELO', 'fafluYlJBEqtfPFJ'])
  })

  it('may be any before the wire is founded', async () => {
    const { db } = service.deps
    await db.wire.deleteMany()
    await requireKey({ db, vault: openVault('another key of more than 32 characters') })
  })
})
