import { sftp } from '../../src/channels/sftp/sftp.ts'
import { checkFileConformance } from './file-conformance.ts'
import { startSftpServer } from './sftp-server.ts'

checkFileConformance(sftp, async () => {
  const server = await startSftpServer()
  const { user, password, hostKey } = server
  return { server, settings: { user, password, hostKeys: [hostKey] }, secret: password }
})
