import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extensionOf, FileNamePattern, toFileName, toPartName } from '../../src/channels/files/file-name.ts'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { formats } from '../../src/formats/list.ts'
import { slugOf } from '../../src/languages/slug.ts'
import { editions, languages } from '../journeys/fifteen-release.ts'
import { makeMessage } from './conformance.ts'

const usual = FileNamePattern.parse(undefined)
const ending = { format: 'nitf', ext: 'xml' }

function makeEdition(language: string, headline: string, sequence?: number) {
  const message = makeMessage(sftp, { language, ...(sequence === undefined ? {} : { sequence }) })
  return { ...message, story: { ...message.story, headline, slug: slugOf(headline, { language }) } }
}

test('files of every format that is offered have an ending of their own kind', () => {
  const kinds: [RegExp, string][] = [
    [/ld\+json/, 'jsonld'],
    [/json/, 'json'],
    [/xml/, 'xml'],
    [/html/, 'html'],
    [/plain/, 'txt'],
  ]
  for (const key of new Set([...sftp.formats, ...ftp.formats])) {
    const { contentType } = formats.find((format) => format.key === key) ?? assert.fail(key)
    const [, ending] = kinds.find(([kind]) => kind.test(contentType)) ?? []
    assert.equal(extensionOf(key), ending, key)
  }
})

test('a name says the day, the sequence, the headline, the language and the version', () => {
  const message = makeEdition('de', 'Sunvale Energy baut Solarkraftwerk „Süd“', 42)
  assert.equal(toFileName(usual, message, ending), '2026-12-01-00000042-sunvale-energy-baut-solarkraftwerk-süd-de-v1.xml')
  const pattern = '{release}_{version}_{kind}_{language}_{time}_{delivery}.{format}.{ext}'
  const { releaseId } = message.story
  assert.equal(toFileName(pattern, message, ending), `${releaseId}_1_original_de_050000_${message.deliveryId}.nitf.xml`)
})

test('without a sequence, as tests are, the delivery stands in for it: no two have one name', () => {
  const [one, two] = [makeEdition('de', 'Gleich'), makeEdition('de', 'Gleich')]
  assert.notEqual(toFileName(usual, one, ending), toFileName(usual, two, ending))
  assert.ok(toFileName(usual, one, ending).includes(one.deliveryId))
})

test('the same delivery has the same name at each attempt, whenever that is', () => {
  const message = makeEdition('ar', 'دبي تبني محطة', 1)
  const later = { ...message, attempt: 5, sentAt: new Date(0) }
  assert.equal(toFileName(usual, message, ending), toFileName(usual, later, ending))
})

test('headlines in fifteen languages are names that every file system takes, while they are written too', () => {
  const names = editions.map(({ language, headline }) => toFileName(usual, makeEdition(language, headline, 7), ending))
  assert.equal(new Set(names).size, languages.length)
  for (const name of names) {
    assert.match(name, /^2026-12-01-00000007-(?:[\p{L}\p{M}\p{N}-]|\u200c|\u200d)+-v1\.xml$/u)
    assert.equal(name, name.normalize('NFC'))
    assert.ok(Buffer.byteLength(toPartName(name, Buffer.from('x'))) <= 255)
  }
})

test('a headline that is too long ends with a word, and the name stays below 255 bytes', () => {
  for (const headline of [
    'ประกาศผลประกอบการ '.repeat(40),
    '東京'.repeat(300),
    '👩‍👩‍👧‍👦'.repeat(90),
    `${'Überlang '.repeat(90)}`,
  ]) {
    const name = toFileName('{slug}_{delivery}_{release}.{ext}', makeEdition('th', headline), ending)
    assert.ok(Buffer.byteLength(toPartName(name, Buffer.from('x'))) <= 255, String(Buffer.byteLength(name)))
    assert.match(name, /[^-_]_019a/)
  }
})

test('nothing in a headline leads out of the directory', () => {
  for (const headline of ['../../etc/passwd', '/etc/passwd', '..', '.', 'a\0b\r\nDELE x', 'C:\\windows\\con']) {
    const name = toFileName(usual, makeEdition('en', headline, 1), ending)
    assert.match(name, /^2026-12-01-00000001-[a-z-]+-en-v1\.xml$/)
  }
})

test('a pattern is refused that is no name, has unknown placeholders, or names two deliveries alike', () => {
  const refused: [string, RegExp][] = [
    ['', /./],
    ['in/{delivery}.xml', /name of a file/],
    ['{delivery}\\.xml', /name of a file/],
    ['{delivery}\r\n', /name of a file/],
    ['{delivery', /name of a file/],
    ['.{delivery}', /dot or a space/],
    ['{delivery}.', /dot or a space/],
    ['{headline}-{delivery}', /placeholder/],
    ['{constructor}-{delivery}', /placeholder/],
    ['{slug}.{ext}', /tell deliveries apart/],
    ['{release}-{language}.{ext}', /tell deliveries apart/],
    ['{delivery}{delivery}{delivery}{release}{release}{slug}{slug}', /bytes/],
  ]
  for (const [pattern, why] of refused) {
    const { error } = FileNamePattern.safeParse(pattern)
    assert.match(error?.issues[0]?.message ?? '', why, pattern)
  }
  for (const pattern of ['{delivery}', '{sequence}.{ext}', 'wire_{release}_{version}_{language}.{ext}']) {
    assert.equal(FileNamePattern.safeParse(pattern).success, true, pattern)
  }
})

test('the name of a part tells its content', () => {
  const [one, two] = [Buffer.from('one'), Buffer.from('two')]
  assert.match(toPartName('a.xml', one), /^\.a\.xml\.[0-9a-f]{12}\.part$/)
  assert.equal(toPartName('a.xml', one), toPartName('a.xml', Buffer.from('one')))
  assert.notEqual(toPartName('a.xml', one), toPartName('a.xml', two))
})
