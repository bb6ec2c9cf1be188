import assert from 'node:assert/strict'
import type { Message, Outcome, Story } from '../../src/channels/channel.ts'
import { keyOf } from '../../src/channels/wordpress/mark.ts'
import { wordpress } from '../../src/channels/wordpress/wordpress.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'
import { type Editor, openEditor } from './wordpress-editor.ts'
import { openLine, pass, type Tamper } from './wordpress-line.ts'
import type { Role, WordpressSite } from './wordpress-site.ts'

/** What is different from a first version that says little. */
export type Version = Omit<Partial<Message>, 'story' | 'settings'> & { story?: Partial<Story>; settings?: object; text?: string }

/** An edition on its way to a site: the same in all its versions and attempts. */
export type Edition = { key: string; send(version?: Version, attempt?: number, signal?: AbortSignal): Promise<Outcome> }

/** A site, somebody who edits it, and the channel towards it over a line that can be tampered with. */
export type Outlet = {
  site: WordpressSite
  editor: Editor
  /** an edition that goes there as a user of this role */
  edition(role?: Role, settings?: object): Edition
  /** tampers with the line as long as this takes */
  tampering(how: Tamper, doing: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export async function openOutlet(site: WordpressSite): Promise<Outlet> {
  const line = await openLine(site.url)
  const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
  const sender = wordpress.open({ fetch, smtpUrl: undefined })
  return {
    site,
    editor: openEditor(site),
    edition: (role = 'editor', more = {}) => {
      const first = makeMessage(wordpress)
      const settings = { ...site.settings(role), url: line.url, ...more }
      return {
        key: keyOf(first),
        send: (
          { story, settings: changed, text = '<p>First.</p>', ...rest } = {},
          attempt = 1,
          signal = AbortSignal.timeout(30_000),
        ) => {
          const said = { renderings: htmlStory(text), story: { ...first.story, ...story }, settings: { ...settings, ...changed } }
          return sender.send({ ...first, ...rest, ...said, sentAt: new Date(), attempt }, signal)
        },
      }
    },
    tampering: async (how, doing) => {
      line.tamperWith(how)
      await doing().finally(() => line.tamperWith(pass))
    },
    close: async () => {
      await close()
      await line.close()
      await site.close()
    },
  }
}

function htmlStory(text: string) {
  return [{ format: 'html-story', contentType: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(text) }]
}

/** The second version of an edition. */
export const correction = (text: string) => ({ text, story: { version: 2, versionKind: 'correction' as const } })

/** What withdraws it. */
export const kill = { text: '<p>Withdrawn.</p>', subject: 'Kill: it', story: { version: 2, versionKind: 'kill' as const } }

/** What became of a sending, in a few words. */
export function told(outcome: Outcome): string {
  return outcome.kind === 'delivered' ? `delivered ${outcome.receipt}` : `${outcome.kind} ${outcome.reason}`
}

/** Waits for what must be delivered, and gives its receipt. */
export async function deliver(sending: Promise<Outcome>): Promise<string> {
  const outcome = await sending
  assert.ok(outcome.kind === 'delivered', JSON.stringify(outcome))
  return outcome.receipt
}
