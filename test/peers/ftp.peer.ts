import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from '../channels/conformance.ts'
import { openDoors } from '../channels/doors.ts'
import { readArrivals } from '../channels/file-arrivals.ts'
import { languages } from '../journeys/fifteen-release.ts'
import { certificates } from '../net/certificates.ts'
import { deliverFifteen, type Fifteen } from './fifteen.ts'
import { findVsftpd, startVsftpd, type Vsftpd } from './vsftpd.ts'

const vsftpd = findVsftpd()
const loopback = { allow: ['127.0.0.0/8'] }
const skip = vsftpd ? false : 'There is no vsftpd here (Debian: vsftpd)'
const pin = new X509Certificate(certificates.good.cert).fingerprint256

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
        ...{ host: '127.0.0.1', port: doors.portOf(behaviour), user, password, certificates: [pin] },
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

  it('everything is delivered at the first attempt', () => {
    for (const { language, state, attempts } of delivered.deliveries)
      assert.deepEqual([state, attempts], ['delivered', 1], language)
  })

  it('fifteen files lie there, numbered without a gap, named in every script, and nothing half beside them', async () => {
    const names = await readdir(server.directory)
    assert.equal(names.length, languages.length, names.join('\n'))
    for (const name of names) assert.match(name, /^\d{4}-\d\d-\d\d-\d{8}-[\p{L}\p{M}\p{N}-]+-v1\.json$/u)
    const numbers = names.map((name) => Number(name.slice(11, 19))).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from(languages, (_, n) => n + 1),
    )
    for (const words of ['두바이', 'ドバイ', 'دبي', '迪拜', '杜拜', 'โรงไฟฟ้า', 'дубаем', 'điện']) {
      assert.ok(
        names.some((name) => name.includes(words)),
        words,
      )
    }
  })

  it('each is byte by byte what was rendered', async () => {
    const files = await Promise.all((await readdir(server.directory)).map((name) => readFile(join(server.directory, name))))
    for (const language of languages) {
      const bytes = delivered.bytes.get(language) ?? assert.fail(language)
      assert.equal(files.filter((file) => file.equals(bytes)).length, 1, language)
    }
  })
})
