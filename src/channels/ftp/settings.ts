import { z } from 'zod'
import { fileSettings, oneLine } from '../files/settings.ts'
import { CertificatePin } from './certificate.ts'

const Port = z.int().min(1).max(65_535).optional()

/** How an endpoint on an FTP server is set up. */
export const FtpSettings = z.strictObject({
  ...fileSettings,
  port: Port.meta({ description: 'Left out: 21, and 990 with implicit TLS', example: 21 }),
  tls: z.enum(['explicit', 'implicit', 'none']).default('explicit').meta({
    description:
      'explicit: AUTH TLS (RFC 4217), refused where the server has none; implicit: from the first byte; none: all of it, the password too, can be read on the way',
  }),
  certificates: z
    .array(CertificatePin)
    .max(8)
    .default([])
    .meta({
      description:
        'The certificates by which we know the server, where no authority vouches for it: SHA-256 in hexadecimal, or sha256// and the base64 of that of the public key. Several while they change it',
      example: [`sha256//${'A'.repeat(43)}=`],
    }),
  password: oneLine(500).meta({ description: 'For logging in' }),
})
export type FtpSettings = z.infer<typeof FtpSettings>

/** Settings with their port said. */
export type FtpEndpoint = FtpSettings & { port: number }

/** What an address is told from: secrets may be left out. */
export const FtpPlace = FtpSettings.pick({ host: true, port: true, user: true, directory: true, tls: true }).strip()

/** The port that is meant where none is said. */
export function usualPort(tls: FtpSettings['tls']): number {
  return tls === 'implicit' ? 990 : 21
}
