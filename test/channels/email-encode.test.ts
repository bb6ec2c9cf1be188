import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeAround } from '../../src/channels/email/encode.ts'

/** As RFC 2045 says: what is before a line break and an equals sign at its end is no part of the text. */
function decode(encoding: string, text: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString()
  const bytes = text.replaceAll('=\r\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

const link = 'https://wire.example/unsubscribe/1?signature=a.b&c=d'
const texts = [
  '',
  'x',
  '\n',
  'A line\n',
  'Spaces at the end  \n\t\n   ',
  '.\n..\n.a dot first, and more of them where lines are broken: ',
  `${'.'.repeat(500)}\n`,
  '=E2=80=93 =\n=',
  'a long line without an end '.repeat(40),
  'x'.repeat(2_000),
  'Überraschung: 5 % mehr – naïveté\n'.repeat(9),
  'دبي، نص عربي مع «اقتباس»\n'.repeat(9),
  '速報'.repeat(300),
  '👩‍👩‍👧‍👦 flag 🇦🇪 '.repeat(30),
  'CR LF\r\nand LF\nand a CR alone\rhere\n',
]

test('a text arrives as it was, whatever stands around the gap and wherever the gap is', () => {
  for (const before of texts) {
    for (const after of texts) {
      const { encoding, fill } = encodeAround(Buffer.from(before), Buffer.from(after))
      const text = fill(Buffer.from(link))
      assert.equal(decode(encoding, text), (before + link + after).replace(/\r?\n/g, '\r\n'))
      for (const line of text.split('\r\n')) {
        assert.ok(line.length <= 76, `${line.length}: ${line}`)
        assert.match(line, /^[\t\x20-\x7e]*$/)
        assert.doesNotMatch(line, /^\.|[ \t]$/)
      }
    }
  }
})

test('filling the gap again does not remember what filled it before', () => {
  for (const before of texts) {
    const { encoding, fill } = encodeAround(Buffer.from(before), Buffer.from('\n'))
    const gaps = ['https://wire.example/1', 'https://wire.example/a/longer/one/than/the/first?x=y']
    for (const gap of gaps) assert.ok(decode(encoding, fill(Buffer.from(gap))).endsWith(`${gap}\r\n`))
  }
})
