import ssh2 from 'ssh2'
import { z } from 'zod'
import { fileSettings, oneLine } from '../files/settings.ts'
import { HostKey } from './host-key.ts'

/** How an endpoint on an SFTP server is set up. */
export const SftpSettings = z
  .strictObject({
    ...fileSettings,
    port: z.int().min(1).max(65_535).default(22).meta({ example: 22 }),
    hostKeys: z
      .array(HostKey)
      .min(1)
      .max(8)
      .meta({
        description:
          'The keys by which we know the server: ssh-keyscan -t ed25519 host | ssh-keygen -lf - prints one. Ask the outlet for it, over another way. Several while they change it',
        example: ['SHA256:XeHLf6thU1PgKaNbtww8krDSSlPuPF8OOQWdoH/grIc'],
      }),
    password: oneLine(500).optional().meta({ description: 'For logging in, where there is no key' }),
    privateKey: z
      .string()
      .max(20_000)
      .optional()
      .meta({ description: 'For logging in: an OpenSSH or PEM private key. The outlet gets its public key' }),
    passphrase: oneLine(500).optional().meta({ description: 'Opens the private key, where it is sealed' }),
  })
  .refine(({ password, privateKey }) => password !== undefined || privateKey !== undefined, {
    error: 'send a password or a privateKey: one of them must open the door',
    path: ['password'],
  })
  .refine(({ privateKey, passphrase }) => privateKey === undefined || isReadable(privateKey, passphrase), {
    error: 'is not a private key that can be read; a sealed one needs its passphrase',
    path: ['privateKey'],
  })
export type SftpSettings = z.infer<typeof SftpSettings>

/** What a hand-over reads of settings that were checked by then: opening a sealed key again takes longer than all the rest. */
export const HandedSftp = z.strictObject(SftpSettings.shape)

/** What an address is told from: secrets may be left out. */
export const SftpPlace = z.object(SftpSettings.shape).pick({ host: true, port: true, user: true, directory: true })

function isReadable(privateKey: string, passphrase: string | undefined): boolean {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase)
  if (parsed instanceof Error) return false
  const [key] = [parsed].flat()
  return key?.isPrivateKey() ?? false
}
