import type { Phrases } from '../languages/house.ts'

/** One edition with everything that a format may say about it: plain data, complete, in the language of the text. */
export type Document = {
  releaseId: string
  version: number
  versionKind: 'original' | 'update' | 'correction' | 'kill'
  /** that nobody is to publish it: what tries an endpoint out is no news */
  withheld?: boolean
  /** of a later version: what it is, such as `Correction`, and what it asks for, a sentence; in the language of the text */
  notice?: { label: string; text: string }
  /** stable over all versions and formats: `urn:dateline:<releaseId>:<language>` */
  uri: string
  language: string
  direction: 'ltr' | 'rtl'
  headline: string
  subheadline?: string
  /** `text` is what is printed between the lead and the first sentence, such as `Dubai, 1 December 2026 – ` */
  dateline?: { place: string; date: string; text: string }
  /** the documented subset of HTML (docs/html.md), as toBodyHtml of src/releases/body.ts makes it */
  bodyHtml: string
  /** plain text, like all that follows */
  summary?: string
  /** the issuer's «About …»; every line is a paragraph */
  boilerplate?: string
  /** what opens the text and names the wire, such as `(SeaPRwire) – ` */
  lead: string
  /** that a machine translated the text, where one did */
  machineTranslated?: string
  /** the third-party disclaimer, where it applies */
  disclaimer?: string
  /** the wire's own boilerplate */
  wireBoilerplate?: string
  wire: { name: string; url: string }
  issuers: { name: string; domain?: string; symbols: { exchange: string; symbol: string; isin?: string }[] }[]
  source: { kind: 'issuer' | 'contentProvider'; name?: string }
  /** labels are in the language of the text; `mediaTopic` is a qcode, such as `medtop:04000000` */
  sectors: { key: string; label: string; mediaTopic?: string }[]
  /** public ones only */
  contacts: { name: string; email?: string; phone?: string }[]
  /** 1 is the most urgent, 8 the least; 4 is usual */
  urgency: number
  releasedAt: Date
  embargoUntil?: Date
  /** that it had ended when this was written: nothing asks any more to be kept back */
  embargoOver?: boolean
  /** the words around the parts, in the language of the text; `{name}` and `{time}` are not filled in yet */
  words: Pick<Phrases, 'about' | 'sectors' | 'contact' | 'embargoedUntil' | 'deskNote' | 'files'> & {
    listComma: string
    colon: string
  }
  /** the other languages of the same release */
  alternates: { language: string; uri: string; headline: string; canonicalUrl?: string }[]
  /** when the first version went out, where this is a later one */
  firstReleasedAt?: Date
  /** the version that this one takes the place of */
  replaces?: number
  /** for the desks of outlets, not for print: plain text, in the language of the edition */
  deskNote?: string
  rights?: Rights
  /** where the issuer itself shows this text */
  canonicalUrl?: string
  /** pictures, documents, videos, in the order of the release */
  attachments?: Attachment[]
  /** stands in for the number that each endpoint counts by, see Message.sequence of src/channels/channel.ts; left out where nobody counts */
  sequence?: string
}

/** What may be done with a text, as plain text. */
export type Rights = {
  /** whose it is, such as `Acme Robotics` */
  holder: string
  /** such as `© 2026 Acme Robotics` */
  notice: string
  /** how it may be used */
  usageTerms?: string
  /** whether machines may mine it (Directive (EU) 2019/790, article 4; W3C TDMRep): `reserved` says no */
  mining: 'allowed' | 'reserved'
  /** where the terms of mining stand */
  miningPolicyUrl?: string
}

/** A smaller copy of a picture. */
export type Rendered = {
  name: 'web' | 'thumbnail'
  contentType: string
  sizeBytes: number
  /** pixels */
  width: number
  height: number
  url: string
}

/** A file of a release, as formats name it. */
export type Attachment = {
  id: string
  kind: 'image' | 'document' | 'video'
  fileName: string
  contentType: string
  sizeBytes?: number
  sha256?: string
  /** pixels */
  width?: number
  height?: number
  caption?: string
  credit?: string
  /** empty: the picture only decorates */
  alternativeText?: string
  url: string
  /** smaller copies of a picture, the larger one first */
  renditions?: Rendered[]
}

/** An edition as bytes. */
export type Rendering = { format: string; contentType: string; bytes: Uint8Array<ArrayBuffer> }

/** A way to write a document. Pure: the same document gives the same text. */
export type Format = { key: string; contentType: string; write(document: Document): string }
