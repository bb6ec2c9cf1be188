import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { checkFileConformance } from '../channels/file-conformance.ts'
import { deliverFifteen, type Fifteen } from './fifteen.ts'
import { checkFifteenFiles, checkFifteenPackages } from './fifteen-files.ts'
import { findOpenSsh, type OpenSsh, startOpenSsh } from './openssh.ts'

const sshd = findOpenSsh()
const skip = sshd ? false : 'There is no sshd here (Debian: openssh-server)'

if (sshd) {
  checkFileConformance(sftp, async () => {
    const server = await startOpenSsh(sshd)
    const { user, privateKey, hostKey, directory } = server
    return { server, settings: { user, privateKey, hostKeys: [hostKey] }, directory, secret: privateKey }
  })
}

describe('a release in fifteen languages, to OpenSSH', { skip }, () => {
  let server: OpenSsh
  let delivered: Fifteen
  before(async () => {
    server = await startOpenSsh(sshd ?? assert.fail())
    const { port, user, privateKey, hostKey, directory } = server
    const settings = { host: '127.0.0.1', port, user, privateKey, hostKeys: [hostKey], directory }
    delivered = await deliverFifteen({ channel: 'sftp', format: 'newsml-g2', settings })
  })
  after(() => server?.close())

  checkFifteenFiles('xml', () => ({ directory: server.directory, delivered }))
})

describe('a release in fifteen languages as packages, to OpenSSH', { skip }, () => {
  let server: OpenSsh
  let delivered: Fifteen
  before(async () => {
    server = await startOpenSsh(sshd ?? assert.fail())
    const { port, user, privateKey, hostKey, directory } = server
    const settings = { host: '127.0.0.1', port, user, privateKey, hostKeys: [hostKey], directory, package: 'zip' }
    delivered = await deliverFifteen({ channel: 'sftp', format: 'newsml-g2', settings })
  })
  after(() => server?.close())

  checkFifteenPackages(() => ({ directory: server.directory, delivered }))
})
