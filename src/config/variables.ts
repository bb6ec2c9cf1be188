import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'

/** A list of address blocks. */
export const blocks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], 'must be a list of address blocks, such as 127.0.0.0/8,::1/128')))

/** A whole number between two, both included. */
export const count = (from: number, to: number) => {
  const error = `must be a number from ${from} to ${to}`
  return z.coerce.number(error).int(error).min(from, error).max(to, error)
}

/** An address of one of some protocols, or nothing. */
export const url = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address like ${example}` }).optional()

/** One server, one that sentinels look after, a cluster. */
export const redis = /^rediss?:\/\/\S+$|^rediss?-sentinel:\/\/(\S*@)?[^/\s@]+\/[^/\s]+$|^rediss?-cluster:\/\/(\S*@)?[^/\s@]+\/?$/

/** The address of a database, or nothing. */
export const postgres = url(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/dateline')

/** A name as in DNS, or nothing. */
export const dnsName = z
  .string()
  .regex(/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i, 'must be a name as in DNS: letters, digits, dots and hyphens')
  .optional()

/** Where clamd listens: TCP, or a socket as Debian has it. */
export const clamd = /^tcp:\/\/(\[[\da-f:.]+\]|[^\s:/@]+):\d{1,5}\/?$|^unix:\/\/\/\S+$/i

/** The name of a bucket. */
export const bucketName = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/

/** A private key that mail can be signed with, or nothing: a PEM in one line, as environments hold it, or in its own lines. */
export const signingKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isSigningKey, 'must be a private key as PEM, RSA with 2048 bits or more, or Ed25519')
  .optional()

/** Beside an RSA key, for receivers that know the shorter one. */
export const ed25519Key = signingKey.refine((pem) => pem === undefined || isEd25519(pem), 'must be a private key as PEM, Ed25519')

function isSigningKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'ed25519' || (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048)
  } catch {
    return false
  }
}

function isEd25519(pem: string): boolean {
  return isSigningKey(pem) && createPrivateKey(pem).asymmetricKeyType === 'ed25519'
}
