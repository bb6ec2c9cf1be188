import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { FileNamePattern, toFileName } from '../../src/channels/files/file-name.ts'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { slugOf } from '../../src/languages/slug.ts'
import { makeMessage } from './conformance.ts'

const page = await readFile(new URL('../../docs/channels/files.md', import.meta.url), 'utf8')

test('the script takes what is whole, leaves what is being written, and keeps what its import did not take', async () => {
  const home = await mkdtemp(join(tmpdir(), 'files-page-'))
  const directory = join(home, 'incoming')
  await mkdir(directory)
  const importer = join(home, 'import-release')
  await writeFile(importer, '#!/bin/sh\ngrep -q good "$1"\n')
  await chmod(importer, 0o755)
  for (const [name, text] of [
    ['süd 東京.xml', 'good'],
    ['-rf.xml', 'good'],
    ['broken.xml', 'bad'],
    ['.next.xml.0123456789ab.part', 'good'],
  ] as const)
    await writeFile(join(directory, name), text)
  const [, script = ''] = /```sh\n(cd \/srv[\s\S]*?)```/.exec(page) ?? []
  const here = script.replace('/srv/dateline/incoming', directory).replace('/usr/local/bin/import-release', importer)
  await promisify(execFile)('sh', ['-c', here])
  assert.deepEqual((await readdir(join(home, 'taken'))).sort(), ['-rf.xml', 'süd 東京.xml'])
  assert.deepEqual((await readdir(directory)).sort(), ['.next.xml.0123456789ab.part', 'broken.xml'])
  await rm(home, { recursive: true })
})

test('the name that it shows is the one that a delivery would have', () => {
  const message = makeMessage(sftp, { language: 'de', sequence: 42 })
  const story = { ...message.story, slug: slugOf('Sunvale Energy baut Solarkraftwerk Süd', { language: 'de' }) }
  const name = toFileName(FileNamePattern.parse(undefined), { ...message, story }, { format: 'newsml-g2', ext: 'xml' })
  assert.ok(page.includes(`\`${name}\``), name)
})

test('it explains every reason of both channels', () => {
  const explained = new Set(Array.from(page.matchAll(/`([a-z-]+)`/g), ([, reason]) => reason))
  // Of exchanges over HTTP alone.
  const others = ['too-slow', 'headers-too-large']
  const reasons = [sftp, ftp].flatMap(({ reasons }) => [...reasons.temporary, ...reasons.permanent])
  assert.deepEqual(
    reasons.filter((reason) => !explained.has(reason) && !others.includes(reason)),
    [],
  )
})
