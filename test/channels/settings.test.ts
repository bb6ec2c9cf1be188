import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channels, findChannel, openSenders } from '../../src/channels/list.ts'
import { parseSettings } from '../../src/channels/settings.ts'
import { newWebhookSecret, WebhookSecret } from '../../src/channels/webhook/signature.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { openFetch } from '../../src/net/fetch.ts'

test('each channel is found by its key, and nothing else is', () => {
  for (const channel of channels) assert.equal(findChannel(channel.key), channel)
  assert.equal(new Set(channels.map(({ key }) => key)).size, channels.length)
  for (const key of ['fax', 'constructor', '']) assert.equal(findChannel(key), undefined)
})

test('every channel opens, and closes again', async () => {
  const { fetch, close } = openFetch({ allow: [] })
  const opened = openSenders({ fetch, smtpUrl: 'smtp://127.0.0.1:25' })
  assert.deepEqual(
    Object.keys(opened.senders),
    channels.map(({ key }) => key),
  )
  await opened.close()
  await close()
})

test('a secret is kept apart from what is shown', () => {
  const secret = newWebhookSecret()
  const parsed = parseSettings(webhook, { url: 'https://outlet.example/in?a=1', secret })
  assert.deepEqual(parsed, {
    success: true,
    settings: {
      shown: { url: 'https://outlet.example/in?a=1' },
      secrets: { secret },
      address: 'https://outlet.example/in?a=1',
      host: 'outlet.example:443',
    },
  })
})

test('a new webhook without a secret gets one; a changed one keeps its own', () => {
  const made = parseSettings(webhook, { url: 'http://outlet.example/' })
  assert.ok(made.success && WebhookSecret.safeParse(made.settings.secrets.secret).success)
  assert.equal(made.settings.host, 'outlet.example:80')
  const changed = parseSettings(webhook, { url: 'http://outlet.example:8080/' }, made.settings.secrets)
  assert.ok(changed.success)
  assert.deepEqual(changed.settings.secrets, made.settings.secrets)
  assert.equal(changed.settings.host, 'outlet.example:8080')
})

test('issues name the field and never its value', () => {
  const wrong = [
    [{ url: 'ftp://outlet.example/' }, ['url']],
    [{ url: 'https://me:hunter2@outlet.example/' }, ['url']],
    [{ url: 'https://outlet.example/', secret: 'hunter2' }, ['secret']],
    [{ url: 'https://outlet.example/', surprise: 'hunter2' }, []],
    [{}, ['url']],
    ['hunter2', []],
    [null, []],
  ] as const
  for (const [settings, path] of wrong) {
    const parsed = parseSettings(webhook, settings)
    assert.ok(!parsed.success, JSON.stringify(settings))
    assert.deepEqual(parsed.issues[0]?.path, [...path])
    assert.doesNotMatch(JSON.stringify(parsed.issues), /hunter2/)
  }
})
