import { X509Certificate } from 'node:crypto'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from '../channels/conformance.ts'
import { openDoors } from '../channels/doors.ts'
import { readArrivals } from '../channels/file-arrivals.ts'
import { certificates } from '../net/certificates.ts'
import { findVsftpd, startVsftpd } from './vsftpd.ts'

const vsftpd = findVsftpd()
const loopback = { allow: ['127.0.0.0/8'] }

if (vsftpd) {
  checkConformance(ftp, async () => {
    const server = await startVsftpd(vsftpd, { certificate: certificates.good })
    const doors = await openDoors(server.port)
    const { fetch, close } = openFetch(loopback)
    const sender = ftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
    const { user, password, directory } = server
    return {
      sender,
      settings: (behaviour) => ({
        ...{ host: '127.0.0.1', port: doors.portOf(behaviour), user, password },
        certificates: [new X509Certificate(certificates.good.cert).fingerprint256],
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
}
