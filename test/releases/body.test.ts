import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { isEmptyBody, toBodyHtml } from '../../src/releases/body.ts'

const fromHtml = (content: string) => toBodyHtml({ format: 'html', content }).html
const fromMarkdown = (content: string) => toBodyHtml({ format: 'markdown', content })
const fromText = (content: string) => toBodyHtml({ format: 'text', content }).html

test('every line of plain text is a paragraph, blank lines are none, markup is text', () => {
  assert.equal(fromText('a\nb\r\nc\n\n \n<b>&amp;'), '<p>a</p><p>b</p><p>c</p><p>&lt;b&gt;&amp;amp;</p>')
  assert.equal(fromText('a  b\u00a0\u2028c'), '<p>a  b\u00a0\u2028c</p>')
})

test('Markdown becomes the subset, its HTML is text', () => {
  const { html, removed } = fromMarkdown('# T\n\n**a** *b* ~~c~~ <i>d</i>\n\n1. x\n2. y\n\n> q\n\n| h |\n|---|\n| v |')
  assert.equal(
    html,
    '<h2>T</h2><p><strong>a</strong> <em>b</em> <s>c</s> &lt;i&gt;d&lt;/i&gt;</p><ol><li>x</li><li>y</li></ol>' +
      '<blockquote><p>q</p></blockquote><table><thead><tr><th>h</th></tr></thead><tbody><tr><td>v</td></tr></tbody></table>',
  )
  assert.deepEqual(removed, [])
})

test('Markdown changes no character: no curly quotes, no links of its own, no decoded addresses', () => {
  const text = `"a" 'b' -- ... (c) https://a.example www.a.example`
  assert.equal(textContent(parseMarkup(fromMarkdown(text).html)), text)
  assert.equal(
    fromMarkdown('<https://a.example/%C3%A9>').html,
    '<p><a href="https://a.example/%C3%A9">https://a.example/%C3%A9</a></p>',
  )
})

test('a refused address in Markdown leaves the text of its link', () => {
  assert.deepEqual(fromMarkdown('a [b](javascript:alert(1)) c'), {
    html: '<p>a b c</p>',
    removed: ['a[href="javascript:alert(1)"]'],
  })
})

test('a body is a row of blocks: loose text becomes paragraphs, divs go and hand on their direction', () => {
  assert.equal(fromHtml('a <b>b</b><p>c</p>d'), '<p>a <strong>b</strong></p><p>c</p><p>d</p>')
  assert.equal(
    fromHtml('<div dir="rtl" lang="ar">a<div>b</div><p lang="fa">c</p><ul><li>d</li></ul></div>e'),
    '<p dir="rtl" lang="ar">a</p><p dir="rtl" lang="ar">b</p><p dir="rtl" lang="fa">c</p>' +
      '<ul dir="rtl" lang="ar"><li>d</li></ul><p>e</p>',
  )
  assert.equal(fromHtml('<section><h1>a</h1><hr>b<dl><dt>c<dd>d</dl></section>'), '<h2>a</h2><p>b</p><p>c</p><p>d</p>')
  assert.equal(fromHtml('<p></p><p> \n </p><p><br></p><ul></ul><p>a</p>'), '<p>a</p>')
})

test('what stands where it may not is moved to where it may, and no text is lost', () => {
  assert.equal(
    fromHtml('<a href="https://a.example"><h3>a</h3><div>b</div></a>'),
    '<h3><a href="https://a.example">a</a></h3><p><a href="https://a.example">b</a></p>',
  )
  assert.equal(fromHtml('<b><p>a</p><p>b</p></b>'), '<p><strong>a</strong></p><p><strong>b</strong></p>')
  assert.equal(
    fromHtml('<ul>a<li>b</li><p>c</p></ul><li>d</li>'),
    '<ul><li>a</li><li>b</li><li><p>c</p></li></ul><ul><li>d</li></ul>',
  )
  assert.equal(
    fromHtml('<table><caption>a</caption>b<tr><td>c</td></tr></table>'),
    '<p>a</p><p>b</p><table><tr><td>c</td></tr></table>',
  )
  assert.equal(
    fromHtml('<figure><figcaption>a</figcaption><p>b</p></figure>'),
    '<figure><figcaption>a</figcaption><p>b</p></figure>',
  )
  assert.equal(fromHtml('<pre>a<div>b</div></pre>'), '<p>a</p><p>b</p>')
})

test('lists and tables as editors write them keep their shape and their text', () => {
  assert.equal(
    fromHtml('<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>'),
    '<ul><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ul>',
  )
  assert.equal(
    fromHtml('<table><tbody><td>a</td><tr><th>b</th>c</tr></tbody></table>'),
    '<p>a</p><p>c</p><table><tbody><tr><th>b</th></tr></tbody></table>',
  )
  assert.equal(
    fromHtml('<figure><img src="https://a.example/i.png"></figure>'),
    '<figure><img src="https://a.example/i.png"></figure>',
  )
  assert.equal(fromHtml('<figure><figcaption>a</figcaption><figcaption>b</figcaption></figure>'), '<p>a</p><p>b</p>')
})

test('a bold wrapper around a whole document is an editor’s, not emphasis', () => {
  assert.equal(fromHtml(`<b>${'<p>a</p>'.repeat(5)}</b>`), '<p>a</p>'.repeat(5))
})

test('XHTML with empty elements loses nothing', () => {
  assert.equal(fromHtml('<html><head><title/></head><body><p/>a<b/><p>b</p></body></html>'), '<p>a<strong></strong></p><p>b</p>')
})

test('line ends in code stay, the first one counts as none', () => {
  const { html } = toBodyHtml({ format: 'html', content: '<pre>\r\n\r\n a\r\n  b\n</pre>' })
  assert.equal(textContent(parseMarkup(html)), '\n a\n  b\n')
  assert.equal(fromHtml(html), html)
})

test('references are the characters that they name, once', () => {
  assert.equal(textContent(parseMarkup(fromHtml('<p>&nbsp;&#8207;&amp;lt;&lt;&copy;&#x1F600;</p>'))), '\u00a0\u200f&lt;<©😀')
})

test('a reference is no way around the refused characters', () => {
  for (const reference of ['&#x202e;', '&#x9d;', '&#1;', '&#xffff;']) {
    assert.throws(() => fromHtml(`a ${reference} b`), /^Problem: invalid: The body names U\+/, reference)
  }
  assert.throws(() => fromMarkdown('a &#x202e; b'), /The body names U\+202E/)
})

test('a body is empty without text; pictures and what shows nothing are no text', () => {
  const empty = [
    '',
    '<p></p>',
    '<script>x</script>',
    '<p>&nbsp;\u200f\u200b\u2060\ufeff</p>',
    '<p><img src="https://a.example/i.png" alt="x"></p>',
  ]
  for (const html of empty) assert.equal(isEmptyBody(fromHtml(html)), true, html)
  for (const html of ['.', '<p>ا</p>', '<ul><li>0</li></ul>']) assert.equal(isEmptyBody(fromHtml(html)), false, html)
})
