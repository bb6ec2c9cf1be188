import assert from 'node:assert/strict'
import { simpleParser } from 'mailparser'
import { email } from '../../src/channels/email/email.ts'
import type { Behaviour } from '../../src/demo/receivers/behaviour.ts'
import { startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from './conformance.ts'

const password = 'correct horse'

checkConformance(email, async () => {
  const behaviours: Behaviour[] = ['accept', 'refuse', 'defer', 'fail-once', 'stall']
  const receiver = await startSmtpReceiver({
    behave: (to) => behaviours.find((behaviour) => to.startsWith(`${behaviour}@`)) ?? 'accept',
    keepRaw: true,
    login: (user, given) => user === 'dateline' && given === password,
  })
  const { fetch, close } = openFetch({ allow: [] })
  const sender = email.open({ fetch, smtpUrl: receiver.url.replace('//', `//dateline:${encodeURIComponent(password)}@`) })
  return {
    sender,
    settings: (behaviour) => ({ to: `${behaviour}@outlet.example` }),
    secrets: [
      ...behaviours.map((behaviour) => `${behaviour}@outlet.example`),
      password,
      encodeURIComponent(password),
      Buffer.from(`\0dateline\0${password}`).toString('base64'),
    ],
    arrivals: () =>
      Promise.all(
        receiver.received.map(async ({ messageId, raw }) => {
          const mail = await simpleParser(raw ?? '')
          const parts = [mail.text, mail.html].filter((part) => typeof part === 'string').map(aboveFooter)
          return { deliveryId: messageId.replace(/@.*/, ''), parts: parts.map((part) => new TextEncoder().encode(part)) }
        }),
      ),
    close: async () => {
      await sender.close()
      await close()
      await receiver.close()
    },
  }
})

/** What is the text's own; under it every part says why the mail came, once. */
function aboveFooter(part: string): string {
  const footer = /\n_{40}\n[\s\S]*$|<div lang="ar" dir="rtl" style="max-width[\s\S]*<\/div>\n$/
  assert.match(part, footer)
  assert.equal(part.split('https://dateline.example/unsubscribe/1').length, 2)
  return part.replace(footer, '')
}
