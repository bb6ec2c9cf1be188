import type { Channel } from '../channel.ts'
import { fileReasons, openFileSender, uploadDeadlineMs } from '../files/sender.ts'
import { addressOf, hostOf } from '../files/settings.ts'
import { ftpReasons } from './reply.ts'
import { openFtpSession } from './session.ts'
import { type FtpEndpoint, FtpPlace, FtpSettings, usualPort } from './settings.ts'

/** A file in a directory of an FTP server (RFC 959), over TLS (RFC 4217) unless it is told otherwise. */
export const ftp: Channel = {
  key: 'ftp',
  class: 'machine',
  settings: FtpSettings,
  secrets: ['password'],
  formats: ['newsml-g2', 'ninjs', 'ninjs-2.2', 'nitf', 'json-ld', 'html', 'text'],
  renders: (format) => [format],
  address: (settings) => {
    const place = toPlace(settings)
    return addressOf(place, place.tls === 'none' ? 'ftp' : 'ftps', usualPort(place.tls))
  },
  host: (settings) => hostOf(toPlace(settings)),
  reasons: {
    temporary: [...fileReasons.temporary, ...ftpReasons.temporary],
    permanent: [...fileReasons.permanent, ...ftpReasons.permanent],
  },
  deadlineMs: uploadDeadlineMs,
  open: ({ connect }) =>
    openFileSender({ parse: toEndpoint, secretsOf: ({ password }) => [password], open: openFtpSession }, connect),
}

function toPlace(settings: unknown) {
  const { port, ...place } = FtpPlace.parse(settings)
  return { ...place, port: port ?? usualPort(place.tls) }
}

function toEndpoint(settings: unknown): FtpEndpoint {
  const { port, ...endpoint } = FtpSettings.parse(settings)
  return { ...endpoint, port: port ?? usualPort(endpoint.tls) }
}
