import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Connect } from '../net/connect.ts'
import type { Fetch } from '../net/fetch.ts'

/** An edition as bytes. */
export type Rendering = { format: string; contentType: string; bytes: Uint8Array }

/** What a channel hands over. Everything in it is final: a channel decides how, never what. */
export type Message = {
  /** the one name of this delivery, for ever: `webhook-id`, `Message-ID`, file name, post key */
  deliveryId: string
  /** which attempt this is, 1 or more */
  attempt: number
  /** the endpoint's settings with its secrets opened; the channel parses them with its own schema */
  settings: unknown
  /** what `renders(format)` asked for, in that order */
  renderings: Rendering[]
  /** one line for people: the headline */
  subject: string
  language: string
  direction: 'ltr' | 'rtl'
  /** when the publication was released, UTC */
  releasedAt: Date
  /** when this attempt began: signatures and `Date` headers carry it, since a channel has no clock */
  sentAt: Date
  sender: { name: string; address: string }
  /** where mail that comes back is to go, which tells of which delivery it is; left out: to the sender's address */
  returnPath?: string
  /** the account that the release is of: an id, for whoever counts by it */
  accountId?: string
  /** the right side of a `Message-ID`: fixed when the publication was made, whatever becomes of the sender's address */
  messageDomain: string
  /** one click here suppresses the address (RFC 8058); for channels that write to people, empty for machines */
  unsubscribeUrl: string
  /** what a channel that writes to people says under the text */
  footer: Footer
  /** what is told of the release beside its bytes */
  story: Story
  /** the number of this delivery among all of a machine's endpoint, 1 or more, without a gap; left out for people and for tests */
  sequence?: number
  /** who wants to see what goes over the line; left out: nobody does */
  transcript?: Transcript
}

/** What a channel needs to know of an edition to name a file, make a post or order entries; in the language of the text. */
export type Story = {
  releaseId: string
  version: number
  versionKind: 'original' | 'update' | 'correction' | 'kill'
  /** stable over all versions: `urn:dateline:<releaseId>:<language>` */
  uri: string
  headline: string
  /** the headline as one segment of a path, in its own script (languages/slug.ts) */
  slug: string
  summary?: string
  /** the names of the issuers, in the order of the release; the first is whom it speaks for */
  issuers: string[]
  sectors: { key: string; label: string }[]
  embargoUntil?: Date
  /** where the issuer itself shows this text */
  canonicalUrl?: string
  attachments: Attachment[]
}

/** A smaller copy of a picture. */
export type Rendition = {
  name: 'web' | 'thumbnail'
  contentType: string
  sizeBytes: number
  /** pixels */
  width: number
  height: number
  url: string
  open?(): Promise<Readable>
}

/** A file of a release. */
export type Attachment = {
  id: string
  kind: 'image' | 'document' | 'video'
  /** as it was handed in, in whatever script: not yet fit for a file system */
  fileName: string
  contentType: string
  /** of the file; left out where it is a link to somebody else's */
  sizeBytes?: number
  /** hexadecimal */
  sha256?: string
  /** pixels */
  width?: number
  height?: number
  caption?: string
  credit?: string
  /** for who cannot see it */
  alternativeText?: string
  /** smaller copies of a picture of ours, the larger one first */
  renditions?: Rendition[]
  /** where it can be had; of a file of ours signed, and good for a limited time */
  url: string
  /** its bytes; left out where it is a link to somebody else's */
  open?(): Promise<Readable>
}

/** Takes down what goes over the line, for people who try an endpoint out: without secrets, each piece as it was sent or heard. */
export type Transcript = {
  sent(piece: string | Uint8Array): void
  heard(piece: string | Uint8Array): void
  /** what was made of the renderings before it went, such as a ZIP */
  made?(rendering: Rendering): void
}

/** Why somebody gets a message, and the words of the link that ends it. Its language is its own: not every text's has a house. */
export type Footer = { language: string; direction: 'ltr' | 'rtl'; why: string; unsubscribe: string }

/**
 * What became of an attempt. A failure at the far side is a value, never an exception.
 * `available`: it lies ready, and is handed over when the far side fetches it.
 * `reason` is kebab-case, short, counted by; `detail` is for people, holds no secret and at most 500 characters.
 * `slowDown`: the far side says that it gets too much, or is overloaded; its whole host is to be sent to more slowly.
 */
export type Outcome =
  | { kind: 'delivered'; receipt: string; available?: true }
  | { kind: 'temporary'; reason: string; detail: string; retryAfterSeconds?: number; slowDown?: true }
  | { kind: 'permanent'; reason: string; detail: string; suppress?: 'hard-bounce'; disable?: boolean }

/** Whether what an attempt came to lies ready to be fetched, and is with nobody yet. */
export function isAvailable(outcome: Outcome): boolean {
  return outcome.kind === 'delivered' && outcome.available === true
}

/** An open channel: connections, pools. One per process. */
export type Sender = {
  /** how many it hands over at once; left out: as many as there are. What waits for its turn can still be held */
  atOnce?: number
  /**
   * Hands one message over, within the deadline.
   *
   * @param signal aborted when the attempt must end; the outcome is then temporary, `timeout` (or says how far it came)
   */
  send(message: Message, signal: AbortSignal): Promise<Outcome>
  /**
   * Opens connections towards an endpoint ahead of its hour, without a byte of a release. Never throws: what is wrong there, the
   * sending tells. May be called for many endpoints at once; how many connections are kept is bounded.
   *
   * @param settings as a message has them; secrets may be left out
   */
  warm?(settings: unknown): Promise<void>
  close(): Promise<void>
}

/** What a sender is opened with. */
export type SenderDeps = {
  fetch: Fetch
  /** for channels that speak neither HTTP nor mail; left out: they throw when they are to send */
  connect?: Connect
  /** `smtp://user:password@host:port` of the relay */
  smtpUrl: string | undefined
  /** signs mail; left out: the relay does, or nobody */
  dkim?: DkimKey | undefined
}

/**
 * What mail is signed with (RFC 6376): whose word it is, under which name the public key stands in DNS, and the private key as PEM.
 * With `second` it carries two signatures: not every receiver knows Ed25519 (RFC 8463).
 */
export type DkimKey = { domain: string; selector: string; key: string; second?: { selector: string; key: string } | undefined }

/** A way out: one folder, one line in list.ts. */
export type Channel = {
  key: string
  /** machine endpoints and people are served on separate capacity */
  class: 'machine' | 'mail'
  /** nothing is sent: the outlet fetches what lies ready */
  isFetched?: true
  /** how an endpoint is set up; an object schema, strict */
  settings: z.ZodObject
  /** what a hand-over reads of them, where all of them are much to check again for each: they were checked when they were set */
  handed?: z.ZodObject
  /** which settings are secrets: kept sealed, never shown */
  secrets: readonly string[]
  /** makes up the secrets that an endpoint with these settings needs and may be set up without, such as a signing key */
  makeSecrets?(settings: Record<string, unknown>): Record<string, string>
  /** hands over by the secrets that were replaced, too, until their time is over: they stand among the settings, `previous: { until, … }` */
  keepsPrevious?: true
  /** what the far side has to know of secrets that are for nobody else's eyes: their public halves, by the name of the setting */
  publicKeys?(settings: unknown): Record<string, string>
  /** settings that are shown and stay where a change leaves them out, such as an id that was made up */
  keeps?: readonly string[]
  /** the formats that an endpoint of this channel may ask for; the first is the default */
  formats: readonly [string, ...string[]]
  /** the formats to render for one that was asked for: mail in `html` carries `text` too */
  renders(format: string): readonly string[]
  /** the address for people, without secrets: a mailbox, a URL */
  address(settings: unknown): string
  /** what pace and breakers count by: `host:port`; for mail the recipient's domain */
  host(settings: unknown): string
  /** every reason of its outcomes, by their kind: they are counted by these from 0 on */
  reasons: { temporary: readonly string[]; permanent: readonly string[] }
  /** how long one attempt may take */
  deadlineMs: number
  open(deps: SenderDeps): Sender
}
