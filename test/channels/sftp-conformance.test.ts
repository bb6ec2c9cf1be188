import { sftp } from '../../src/channels/sftp/sftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from './conformance.ts'
import { openDoors } from './doors.ts'
import { readArrivals } from './file-arrivals.ts'
import { startSftpServer } from './sftp-server.ts'

const loopback = { allow: ['127.0.0.0/8'] }

checkConformance(sftp, async () => {
  const server = await startSftpServer()
  const doors = await openDoors(server.port)
  const { fetch, close } = openFetch(loopback)
  const sender = sftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
  const { user, password, hostKey, directory } = server
  return {
    sender,
    settings: (behaviour) => ({
      ...{ host: '127.0.0.1', port: doors.portOf(behaviour), user, password, hostKeys: [hostKey] },
      ...(behaviour === 'refuse' ? { directory: 'missing' } : {}),
      fileName: '{delivery}.{ext}',
    }),
    secrets: [password],
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
