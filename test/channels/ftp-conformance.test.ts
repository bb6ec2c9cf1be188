import { ftp } from '../../src/channels/ftp/ftp.ts'
import { checkFileConformance } from './file-conformance.ts'
import { startFtpServer } from './ftp-server.ts'

checkFileConformance(ftp, async () => {
  const server = await startFtpServer()
  const { user, password } = server
  return { server, settings: { user, password, tls: 'none' }, secret: password }
})
