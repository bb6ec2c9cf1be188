import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = readConfig({ PORT: '', REDIS_URL: '' })
    assert.deepEqual([config.port, config.redisUrl, config.outboundAllow, config.batchSize], [8300, undefined, [], 250])
  })

  const wrong = {
    PORT: 'x',
    DATABASE_POOL: '0',
    SMTP_URL: 'http://x',
    REDIS_URL: 'http://x',
    DATABASE_URL: 'mysql://x',
    OUTBOUND_ALLOW: '127.0.0.0/8, 1.2.3',
    SECRET_KEY: 'short',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'perhaps',
  }
  it('is refused as a whole, with every wrong variable and what it must be', () => {
    for (const [name, value] of Object.entries(wrong)) {
      assert.throws(() => readConfig({ [name]: value }), new RegExp(`\\n  ${name}[^:]*: (must|is no)`), name)
    }
    assert.throws(
      () => readConfig(wrong),
      (error: Error) => Object.keys(wrong).every((name) => error.message.includes(`  ${name}`)),
    )
  })

  it('wants a key that all processes share, where they share a database', () => {
    assert.throws(() => readConfig({ DATABASE_URL: 'postgresql://a:b@c/d' }), /SECRET_KEY is needed/)
  })
})
