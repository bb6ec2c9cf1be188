import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
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
    DKIM_DOMAIN: 'two words',
    DKIM_SELECTOR: '.',
    DKIM_KEY: 'no PEM',
    DKIM_SECOND_SELECTOR: 'a b',
    DKIM_SECOND_KEY: 'no PEM either',
    BOUNCE_DOMAIN: 'a@b',
    BOUNCE_SMTP_PORT: '70000',
    OUTBOUND_ALLOW: '127.0.0.0/8, 1.2.3',
    SECRET_KEY: 'short',
    LOG_LEVEL: 'loud',
    METRICS_PORT: '99999',
    METRICS_TOKEN: 'short',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    TRACE_ONE_IN: '0',
    TRUST_PROXY: 'perhaps',
  }
  it('is refused as a whole, with every wrong variable and what it must be', () => {
    for (const [name, value] of Object.entries(wrong)) {
      assert.throws(() => readConfig({ [name]: value }), new RegExp(`\\n  ${name}: must`), name)
    }
    assert.throws(
      () => readConfig(wrong),
      (error: Error) => Object.keys(wrong).every((name) => error.message.includes(`  ${name}`)),
    )
  })

  it('takes a DKIM key in one line, and with its domain and selector only', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const dkim = { DKIM_DOMAIN: 'wire.example', DKIM_SELECTOR: '2026', DKIM_KEY: pem.replaceAll('\n', '\\n') }
    assert.deepEqual(readConfig(dkim).dkim, { domain: 'wire.example', selector: '2026', key: pem })
    assert.throws(() => readConfig({ ...dkim, DKIM_SELECTOR: '' }), /go together/)
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    assert.throws(() => readConfig({ ...dkim, DKIM_KEY: short.toString() }), /DKIM_KEY: must be/)
  })

  it('takes a second DKIM key of another kind, under a selector of its own', () => {
    const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
    const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
    const ed25519 = pem(generateKeyPairSync('ed25519').privateKey)
    const first = { DKIM_DOMAIN: 'wire.example', DKIM_SELECTOR: 'r', DKIM_KEY: rsa }
    const second = { DKIM_SECOND_SELECTOR: 'e', DKIM_SECOND_KEY: ed25519 }
    const both = { domain: 'wire.example', selector: 'r', key: rsa, second: { selector: 'e', key: ed25519 } }
    assert.deepEqual(readConfig({ ...first, ...second }).dkim, both)
    for (const wrong of [second, { ...first, DKIM_SECOND_KEY: ed25519 }, { ...first, ...second, DKIM_SECOND_SELECTOR: 'r' }]) {
      assert.throws(() => readConfig(wrong), /go together/)
    }
    assert.throws(() => readConfig({ ...first, ...second, DKIM_SECOND_KEY: rsa }), /DKIM_SECOND_KEY: must be/)
  })

  it('takes in bounces where it is told for which domain', () => {
    const { bounceDomain, bounceSmtp } = readConfig({ BOUNCE_DOMAIN: 'Bounces.wire.example', BOUNCE_SMTP_PORT: '2525' })
    assert.deepEqual([bounceDomain, bounceSmtp], ['bounces.wire.example', { host: '127.0.0.1', port: 2525 }])
    assert.equal(readConfig({ BOUNCE_DOMAIN: 'bounces.wire.example' }).bounceSmtp, undefined)
    assert.throws(() => readConfig({ BOUNCE_SMTP_PORT: '2525' }), /BOUNCE_SMTP_PORT needs BOUNCE_DOMAIN/)
  })

  it('wants a key that all processes share, where they share a database', () => {
    assert.throws(() => readConfig({ DATABASE_URL: 'postgresql://a:b@c/d' }), /SECRET_KEY is needed/)
  })
})
