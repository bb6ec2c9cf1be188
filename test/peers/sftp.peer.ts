import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from '../channels/conformance.ts'
import { openDoors } from '../channels/doors.ts'
import { readArrivals } from '../channels/file-arrivals.ts'
import { languages } from '../journeys/fifteen-release.ts'
import { deliverFifteen, type Fifteen } from './fifteen.ts'
import { findOpenSsh, type OpenSsh, startOpenSsh } from './openssh.ts'

const sshd = findOpenSsh()
const loopback = { allow: ['127.0.0.0/8'] }
const skip = sshd ? false : 'There is no sshd here (Debian: openssh-server)'

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

  it('everything is delivered at the first attempt', () => {
    for (const { language, state, attempts } of delivered.deliveries)
      assert.deepEqual([state, attempts], ['delivered', 1], language)
  })

  it('fifteen files lie there, numbered without a gap, named in every script, and nothing half beside them', async () => {
    const names = await readdir(server.directory)
    assert.equal(names.length, languages.length, names.join('\n'))
    for (const name of names) assert.match(name, /^\d{4}-\d\d-\d\d-\d{8}-[\p{L}\p{M}\p{N}-]+-v1\.xml$/u)
    const numbers = names.map((name) => Number(name.slice(11, 19))).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from(languages, (_, n) => n + 1),
    )
    for (const words of ['두바이', 'ドバイ', 'دبي', '迪拜', '杜拜', 'โรงไฟฟ้า', 'дубаем', 'điện']) {
      assert.ok(
        names.some((name) => name.normalize('NFC').includes(words)),
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
