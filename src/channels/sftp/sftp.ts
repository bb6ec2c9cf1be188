import type { Channel } from '../channel.ts'
import { fileReasons, openFileSender, uploadDeadlineMs } from '../files/sender.ts'
import { addressOf, hostOf } from '../files/settings.ts'
import { openSftpSession } from './session.ts'
import { HandedSftp, SftpPlace, SftpSettings } from './settings.ts'
import { sftpReasons } from './status.ts'

/** A file in a directory of an SFTP server, over SSH. */
export const sftp: Channel = {
  key: 'sftp',
  class: 'machine',
  settings: SftpSettings,
  handed: HandedSftp,
  secrets: ['password', 'privateKey', 'passphrase'],
  formats: ['newsml-g2', 'ninjs', 'ninjs-2.2', 'nitf', 'json-ld', 'html', 'text'],
  renders: (format) => [format],
  address: (settings) => addressOf(SftpPlace.parse(settings), 'sftp', 22),
  host: (settings) => hostOf(SftpPlace.parse(settings)),
  reasons: {
    temporary: [...fileReasons.temporary, ...sftpReasons.temporary],
    permanent: [...fileReasons.permanent, ...sftpReasons.permanent],
  },
  deadlineMs: uploadDeadlineMs,
  open: ({ connect }) =>
    openFileSender(
      {
        parse: (settings) => HandedSftp.parse(settings),
        secretsOf: ({ password, privateKey, passphrase }) => [password, privateKey, passphrase],
        open: openSftpSession,
      },
      connect,
    ),
}
