import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { FileNamePattern } from './file-name.ts'

/** What goes over a line of commands: one line, so that it cannot hold a second command. */
export const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must be one line')

/** A server by its name or address, without port or brackets; small and in ASCII. */
const ServerHost = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .toLowerCase()
  .overwrite((host) => (isIPv6(host) ? host : domainToASCII(host).replace(/\.$/, '')))
  .refine((host) => isIPv6(host) || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host), {
    error: 'is not a host: send a name or an address, without a port',
  })
  .meta({ description: 'Name or address of the server', example: 'files.outlet.example' })

const Directory = oneLine(500)
  .refine((path) => !path.split('/').includes('..') && !path.includes('\\'), 'must not lead out of itself: no .. and no \\')
  .optional()
  .meta({
    description:
      'Where files go, which must be there; left out: where the login leads. Relative to that, or from the root with a /',
    example: 'incoming',
  })

/** What all channels that upload files are set up with. */
export const fileSettings = {
  host: ServerHost,
  user: oneLine(200).meta({ description: 'Who we log in as', example: 'dateline' }),
  directory: Directory,
  fileName: FileNamePattern,
  package: z.enum(['file', 'zip']).default('file').meta({
    description: 'file: the text alone; zip: one package with the text, the files of the release and a manifest',
  }),
  connections: z.int().min(1).max(8).default(2).meta({ description: 'How many uploads go on at once' }),
}

/** What is common to the settings of such channels, once parsed. */
export type FileSettings = {
  host: string
  port: number
  user: string
  directory?: string | undefined
  fileName: string
  package: 'file' | 'zip'
  connections: number
}

/** `host:port`, an IPv6 address in brackets. */
export function hostOf({ host, port }: Pick<FileSettings, 'host' | 'port'>): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/**
 * Where files go, for people: `sftp://dateline@files.outlet.example/incoming`.
 *
 * @param usualPort is not said
 */
export function addressOf(
  settings: Pick<FileSettings, 'host' | 'port' | 'user' | 'directory'>,
  scheme: string,
  usualPort: number,
) {
  const { port, user, directory = '' } = settings
  const host = port === usualPort ? hostOf(settings).replace(/:\d+$/, '') : hostOf(settings)
  // As RFC 1738 has it, a path from the root begins with a second slash.
  return `${scheme}://${encodeURIComponent(user)}@${host}/${encodeURI(directory)}`
}

/** The path of a file in the directory of an endpoint. */
export function pathOf({ directory = '' }: Pick<FileSettings, 'directory'>, name: string): string {
  return directory === '' ? name : `${directory.replace(/\/+$/, '')}/${name}`
}
