import { createHash, type X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { forGood, forNow, type NotTaken } from '../files/not-taken.ts'

/**
 * A certificate, pinned: its SHA-256 in hexadecimal as `openssl x509 -noout -fingerprint -sha256` prints it, or its public key's as
 * `sha256//` and base64 (RFC 7469, as curl's --pinnedpubkey has it), which outlives a renewal.
 */
export const CertificatePin = z
  .string()
  .trim()
  .max(200)
  .overwrite(toPin)
  .regex(/^([0-9A-F]{2}(:[0-9A-F]{2}){31}|sha256\/\/[A-Za-z0-9+/]{43}=)$/, {
    error: 'must be the SHA-256 of a certificate in hexadecimal, or sha256// and the base64 of that of its public key',
  })

function toPin(text: string): string {
  const hexadecimal = text.replace(/^.*fingerprint=/i, '').replaceAll(':', '')
  if (!/^[0-9a-f]{64}$/i.test(hexadecimal)) return text
  return (hexadecimal.toUpperCase().match(/../g) ?? []).join(':')
}

/** Both pins that a certificate answers to. */
export function pinsOf({ fingerprint256, publicKey }: X509Certificate): string[] {
  const key = publicKey.export({ type: 'spki', format: 'der' })
  return [fingerprint256, `sha256//${createHash('sha256').update(key).digest('base64')}`]
}

type Trust = {
  pins: readonly string[]
  /** Node's word for what is wrong with it: authorities, name, time; empty where nothing is */
  found: string
}

/**
 * Why a certificate is not to be trusted.
 *
 * A pin stands for authority and name: who is pinned may have signed itself. It does not stand for a time that is over.
 *
 * @returns undefined for one to be trusted
 */
export function findDoubt(certificate: X509Certificate, { pins, found }: Trust): NotTaken | undefined {
  const isPinned = pinsOf(certificate).some((pin) => pins.includes(pin))
  if (pins.length > 0 && !isPinned) {
    const detail = `The server shows ${certificate.fingerprint256}, and certificates does not name it. Ask the outlet whether it changed it`
    return forGood('certificate-changed', detail)
  }
  if (found === 'CERT_HAS_EXPIRED')
    return forNow('certificate-expired', `The server’s certificate ended on ${certificate.validTo}`)
  if (isPinned || found === '') return undefined
  return forNow(
    'certificate-untrusted',
    `Nobody that we trust vouches for the server’s certificate (${found}). Pin it, if it is theirs`,
  )
}
