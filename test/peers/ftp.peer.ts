import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, describe } from 'node:test'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { checkFileConformance } from '../channels/file-conformance.ts'
import { certificates } from '../net/certificates.ts'
import { deliverFifteen, type Fifteen } from './fifteen.ts'
import { checkFifteenFiles } from './fifteen-files.ts'
import { findVsftpd, startVsftpd, type Vsftpd } from './vsftpd.ts'

const vsftpd = findVsftpd()
const skip = vsftpd ? false : 'There is no vsftpd here (Debian: vsftpd)'
const pin = new X509Certificate(certificates.good.cert).fingerprint256

if (vsftpd) {
  checkFileConformance(ftp, async () => {
    const server = await startVsftpd(vsftpd, { certificate: certificates.good })
    const { user, password } = server
    return { server, settings: { user, password, certificates: [pin] }, secret: password }
  })
}

describe('a release in fifteen languages, to vsftpd over TLS', { skip }, () => {
  let server: Vsftpd
  let delivered: Fifteen
  before(async () => {
    server = await startVsftpd(vsftpd ?? assert.fail(), { certificate: certificates.good })
    const { port, user, password } = server
    const settings = { host: '127.0.0.1', port, user, password, certificates: [pin] }
    delivered = await deliverFifteen({ channel: 'ftp', format: 'ninjs', settings })
  })
  after(() => server?.close())

  checkFifteenFiles('json', () => ({ directory: server.directory, delivered }))
})
