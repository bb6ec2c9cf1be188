import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** What the installation's secret key is used for. */
export type Vault = {
  /** seals a text: AES-256-GCM, a fresh nonce each time */
  seal(text: string): Uint8Array<ArrayBuffer>
  /** @throws when the bytes were not sealed with this key */
  open(sealed: Uint8Array): string
  /** keyed hash of a normalised address: equal addresses match, none can be read back */
  hashAddress(address: string): Uint8Array<ArrayBuffer>
  /** a signature for links that we hand out, base64url */
  sign(text: string): string
  verify(text: string, signature: string): boolean
}

const nonceBytes = 12
const tagBytes = 16

/** @param secretKey SECRET_KEY; each use gets its own key from it (HKDF, RFC 5869) */
export function openVault(secretKey: string): Vault {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'dateline', use, 32))
  const [sealing, hashing, signing] = [derive('seal'), derive('address'), derive('link')]
  const sign = (text: string) => createHmac('sha256', signing).update(text, 'utf8').digest('base64url')
  return {
    seal: (text) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]))
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
    },
    hashAddress: (address) => new Uint8Array(createHmac('sha256', hashing).update(normalise(address), 'utf8').digest()),
    sign,
    verify: (text, signature) => {
      const [expected, given] = [Buffer.from(sign(text)), Buffer.from(signature)]
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
  }
}

/**
 * Tells one SECRET_KEY from another, and nothing more of it.
 *
 * @param purpose what the answer is kept for: each has its own, and what is kept stays comparable as long as it keeps its name
 */
export function checkOfKey(vault: Vault, purpose: 'backup' | 'key check'): string {
  return vault.sign(purpose).slice(0, 16)
}

/** Mail domains and hosts do not care for case; treating local parts alike errs on the side of silence. */
function normalise(address: string): string {
  return address.trim().normalize('NFC').toLowerCase()
}
