import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { DkimKey } from '../channel.ts'
import type { Mail } from './compose.ts'

/** Signs a mail: its `DKIM-Signature` field or fields, folded, each with its CRLF. */
export type SignMail = (mail: Mail) => Promise<string>

/** What a signature speaks for. A mail of ours has each of these once. */
const signedFields = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
  'feedback-id',
  'content-language',
  'auto-submitted',
]

// With a callback it runs in the thread pool, on whatever cores there are.
const signAside = promisify(signBytes)

/**
 * Signs as RFC 6376 says, relaxed/relaxed, with RSA and SHA-256; with Ed25519 as RFC 8463 does. Of two keys each signs the mail as
 * it is without the other's signature.
 *
 * @param dkim with PEMs of private keys, RSA or Ed25519
 * @throws where one is no such key
 */
export function openDkim({ second, ...first }: DkimKey): SignMail {
  const keys = second ? [first, { domain: first.domain, ...second }] : [first]
  const signers = keys.map(openSigner)
  return async ({ head, body }) => {
    const fields = new Map(head.split(/\r\n(?![ \t])/).map(relaxField))
    const signed = signedFields.map((name) => `${name}:${fields.get(name) ?? ''}\r\n`).join('')
    const bodyHash = sha256(relaxBody(body)).toString('base64')
    const signatures = await Promise.all(signers.map((sign) => sign(signed, bodyHash)))
    return signatures.join('')
  }
}

/** Signs header fields, relaxed, and the hash of a body with one key. */
type Signer = (fields: string, bodyHash: string) => Promise<string>

function openSigner({ domain, selector, key }: DkimKey): Signer {
  const privateKey = createPrivateKey(key)
  const isRsa = privateKey.asymmetricKeyType === 'rsa'
  const fixed = `v=1; a=${isRsa ? 'rsa' : 'ed25519'}-sha256; c=relaxed/relaxed; d=${domain};\r\n s=${selector}`
  const names = signedFields.join(':').replace('message-id:', 'message-id:\r\n ').replace('list-id:', 'list-id:\r\n ')
  return async (fields, bodyHash) => {
    const tags = `${fixed}; h=${names};\r\n bh=${bodyHash};\r\n b=`
    const bytes = Buffer.from(`${fields}dkim-signature:${relaxField(`:${tags}`)[1]}`, 'latin1')
    // Ed25519 signs the digest (RFC 8463, section 3).
    const signature = await (isRsa ? signAside('sha256', bytes, privateKey) : signAside(null, sha256(bytes), privateKey))
    return `DKIM-Signature: ${tags}${signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`
  }
}

function relaxField(field: string): [string, string] {
  const at = field.indexOf(':')
  const value = field
    .slice(at + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
  return [field.slice(0, at).toLowerCase(), value.trim()]
}

function relaxBody(body: string): string {
  return body
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(\r\n)*$/, '\r\n')
}

function sha256(text: string | Buffer): Buffer {
  const hash = createHash('sha256')
  return (typeof text === 'string' ? hash.update(text, 'latin1') : hash.update(text)).digest()
}
