import { sftp } from '../../src/channels/sftp/sftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from '../channels/conformance.ts'
import { openDoors } from '../channels/doors.ts'
import { readArrivals } from '../channels/file-arrivals.ts'
import { findOpenSsh, startOpenSsh } from './openssh.ts'

const sshd = findOpenSsh()
const loopback = { allow: ['127.0.0.0/8'] }

if (sshd) {
  checkConformance(sftp, async () => {
    const server = await startOpenSsh(sshd)
    const doors = await openDoors(server.port)
    const { fetch, close } = openFetch(loopback)
    const sender = sftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
    const { user, privateKey, hostKey, directory } = server
    return {
      sender,
      settings: (behaviour) => ({
        ...{ host: '127.0.0.1', port: doors.portOf(behaviour), user, privateKey, hostKeys: [hostKey] },
        directory: behaviour === 'refuse' ? `${directory}/missing` : directory,
        fileName: '{delivery}.{ext}',
      }),
      secrets: [privateKey],
      keepsOne: true,
      arrivals: () => readArrivals(directory),
      close: async () => {
        await sender.close()
        await doors.close()
        await server.close()
        await close()
      },
    }
  })
}
