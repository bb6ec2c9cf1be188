import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readSecretKey } from '../../src/deps.ts'

describe('the key of an installation that was given none', () => {
  let base: string
  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'dateline-key-'))
  })
  after(() => rm(base, { recursive: true, force: true }))

  const freshDir = () => mkdtemp(join(base, 'data-'))

  it('is made once, in a folder that is made too, and read by nobody else', async () => {
    const dir = join(await freshDir(), 'deep', 'down')
    const key = await readSecretKey(dir)
    assert.match(key, /^[\w-]{43}$/)
    assert.equal(await readSecretKey(dir), key)
    assert.equal((await stat(join(dir, 'secret-key'))).mode & 0o777, 0o600)
  })

  it('is kept as it is where there is one', async () => {
    const dir = await freshDir()
    await writeFile(join(dir, 'secret-key'), 'as an earlier version wrote it\n')
    assert.equal(await readSecretKey(dir), 'as an earlier version wrote it')
    assert.equal(await readFile(join(dir, 'secret-key'), 'utf8'), 'as an earlier version wrote it\n')
  })

  for (const [what, content] of Object.entries({ 'is empty': '', 'holds blanks alone': '\n \n' })) {
    it(`is made where a process died before it had written it: the file ${what}`, async () => {
      const dir = await freshDir()
      await writeFile(join(dir, 'secret-key'), content)
      const key = await readSecretKey(dir)
      assert.match(key, /^[\w-]{43}$/)
      assert.equal(await readSecretKey(dir), key)
    })
  }

  for (const [what, content] of Object.entries({ 'no file': undefined, 'an empty file': '' })) {
    it(`is one key for all that start at once, with ${what}`, async () => {
      for (let round = 0; round < 20; round++) {
        const dir = await freshDir()
        if (content !== undefined) await writeFile(join(dir, 'secret-key'), content)
        const keys = await Promise.all(Array.from({ length: 8 }, () => readSecretKey(dir)))
        assert.equal(new Set([...keys, await readSecretKey(dir)]).size, 1)
      }
    })
  }

  it('is not made up where the file is there and cannot be read', async () => {
    const dir = await freshDir()
    // A folder in its place: nobody can read that, not even root.
    await mkdir(join(dir, 'secret-key'))
    await assert.rejects(readSecretKey(dir), /EISDIR/)
  })
})
