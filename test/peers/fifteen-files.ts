import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { z } from 'zod'
import { unpack } from '../channels/unpack.ts'
import { languages } from '../journeys/fifteen-release.ts'
import type { Fifteen } from './fifteen.ts'

/** Where files were to arrive, and what was sent there. */
type Far = { directory: string; delivered: Fifteen }

/** Tests that a release in fifteen languages lies there, once and whole. */
export function checkFifteenFiles(ext: string, far: () => Far): void {
  const pattern = new RegExp(`^\\d{4}-\\d\\d-\\d\\d-\\d{8}-[\\p{L}\\p{M}\\p{N}-]+-v1\\.${ext}$`, 'u')

  it('everything is delivered at the first attempt', () => {
    for (const { language, state, attempts } of far().delivered.deliveries)
      assert.deepEqual([state, attempts], ['delivered', 1], language)
  })

  it('fifteen files lie there, numbered without a gap, named in every script, and nothing half beside them', async () => {
    const names = await readdir(far().directory)
    assert.equal(names.length, languages.length, names.join('\n'))
    for (const name of names) assert.match(name, pattern)
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
    const files = await Promise.all((await readdir(far().directory)).map((name) => readFile(join(far().directory, name))))
    for (const language of languages) {
      const bytes = far().delivered.bytes.get(language) ?? assert.fail(language)
      assert.equal(files.filter((file) => file.equals(bytes)).length, 1, language)
    }
  })
}

/** Tests that the same release lies there as packages: of each edition one ZIP, with its text and what it says of that. */
export function checkFifteenPackages(far: () => Far): void {
  it('fifteen packages lie there, each with its text byte by byte, and a manifest that names it', async () => {
    for (const { language, state, attempts } of far().delivered.deliveries)
      assert.deepEqual([state, attempts], ['delivered', 1], language)
    const names = await readdir(far().directory)
    assert.equal(names.length, languages.length, names.join('\n'))
    const packages = await Promise.all(names.map(async (name) => unpack(await readFile(join(far().directory, name)))))
    for (const language of languages) {
      const text = far().delivered.bytes.get(language) ?? assert.fail(language)
      const [held, ...more] = packages.filter((files) => [...files.values()].some((file) => file.equals(text)))
      assert.ok(held && more.length === 0, language)
      const manifest = Manifest.parse(JSON.parse(held.get('manifest.json')?.toString() ?? ''))
      assert.equal(manifest.language, language)
      assert.ok(held.get(manifest.texts[0]?.path ?? '')?.equals(text), language)
    }
  })
}

const Manifest = z.object({ language: z.string(), texts: z.array(z.object({ path: z.string() })) })
