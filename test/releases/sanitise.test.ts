import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { Problem } from '../../src/problem.ts'
import { toBodyHtml } from '../../src/releases/body.ts'

const clean = (content: string) => toBodyHtml({ format: 'html', content })

test('the documented subset passes unchanged', () => {
  const html =
    '<p dir="rtl" lang="ar">a<br><strong>b</strong><em>c</em><u>d</u><s>e</s><sub>f</sub><sup>g</sup></p><h2>h</h2><h3>i</h3><h4>j</h4>' +
    '<p><a href="https://a.example/?x=1&amp;y=2">k</a><a href="mailto:x@a.example">l</a><a href="tel:+1">m</a><a href="http://a.example">n</a></p>' +
    '<ul><li>o<ul><li>p</li></ul></li></ul>'.replace('o<ul>', '<p>o</p><ul>') +
    '<ol start="3"><li>q</li></ol><blockquote><p>r</p></blockquote>' +
    '<table><thead><tr><th colspan="2">s</th></tr></thead><tbody><tr><td rowspan="2">t</td></tr></tbody></table>' +
    '<figure><img src="https://a.example/i.png" alt="u"><figcaption>v</figcaption></figure><pre><code>w\n  x</code></pre>' +
    '<p><ruby>y<rp>(</rp><rt>z</rt><rp>)</rp></ruby><bdi>1</bdi><span dir="ltr">2</span><span lang="ja">3</span></p>'
  assert.deepEqual(clean(html), { html, removed: [] })
  assert.deepEqual(clean(clean(html).html), { html, removed: [] })
})

test('the text of a link survives whatever its address is', () => {
  const addresses = [
    'javascript:alert(1)',
    'JaVa&#x09;Script:alert(1)',
    ' \njavascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/relative',
    '//a.example/x',
    '#part',
    'https://',
    `https://a.example/${'x'.repeat(2000)}`,
  ]
  for (const address of addresses) {
    const { html, removed } = clean(`<p>a <a href="${address}">link</a> b</p>`)
    assert.equal(html, '<p>a link b</p>', address)
    assert.equal(removed.length, 1)
    assert.match(removed[0] ?? '', /^a\[href="/)
  }
})

test('what is not text for readers goes with its content, and is named once', () => {
  const gone = [
    'script',
    'style',
    'iframe',
    'object',
    'svg',
    'math',
    'noscript',
    'template',
    'textarea',
    'select',
    'button',
    'xmp',
    'title',
  ]
  for (const tag of gone) {
    assert.deepEqual(clean(`<p>a</p><${tag}><b>x</b></${tag}><${tag}>y</${tag}><p>b</p>`), {
      html: '<p>a</p><p>b</p>',
      removed: [tag],
    })
  }
})

test('any other element goes and its text stays', () => {
  const { html, removed } = clean(
    '<p>a <font color=red>b</font> <bdo dir=rtl>c</bdo> <marquee>d</marquee> <constructor>e</constructor></p>',
  )
  assert.equal(html, '<p>a b c d e</p>')
  assert.deepEqual(removed, ['font', 'bdo', 'marquee', 'constructor'])
})

test('attributes outside the subset go and are named', () => {
  const { html, removed } = clean('<p onclick="x()" style="color:red" class="c" id="i" dir="up">a</p><p dir="RTL">b</p>')
  assert.equal(html, '<p>a</p><p dir="rtl">b</p>')
  assert.deepEqual(removed, ['p[onclick]', 'p[style]', 'p[class]', 'p[id]', 'p[dir="up"]'])
})

test('an image without a safe address goes whole', () => {
  for (const src of ['http://a.example/i.png', 'data:image/png;base64,AA', 'cid:1', 'javascript:x', 'i.png']) {
    assert.equal(clean(`<p>a</p><img src="${src}" alt="alt">`).html, '<p>a</p>', src)
  }
})

test('no trick leaves a script behind', () => {
  const tricks = [
    '<scr<script>ipt>alert(1)</script>',
    '<svg/onload=alert(1)>',
    '<img src=x onerror=alert(1)>',
    '<p title="</p><script>alert(1)</script>">a</p>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<a href="https://a.example/&quot;onmouseover=&quot;alert(1)">a</a>',
    '<!--><script>alert(1)</script>-->',
    '<xmp><script>alert(1)</script></xmp>',
    '<option>&lt;script&gt;alert(1)&lt;/script&gt;</option>',
  ]
  for (const trick of tricks) {
    const { html } = clean(trick)
    assert.doesNotMatch(html, /<(script|svg|style|math|noscript)/i, trick)
    assert.doesNotMatch(html, /<[^>]*\son\w+=/i, trick)
  }
})

test('a body stays small and quick however it is nested', () => {
  const wrappers = '<b><i><u>'.repeat(30)
  const wide = wrappers + '<p>x</p>'.repeat(5000)
  assert.ok(clean(wide).html.length < 2 * wide.length)
  const deep = '<div>'.repeat(900)
  assert.equal(clean(`${deep}x`).html, '<p>x</p>')
  assert.throws(
    () => clean('<div>'.repeat(200_000)),
    (error) => error instanceof Problem && error.key === 'invalid',
  )
  assert.equal(textContent(parseMarkup(clean(`${'<blockquote>'.repeat(200)}x`).html)), 'x')
})

test('a thousand kinds of removed things make a short list', () => {
  const html = Array.from({ length: 1000 }, (_, at) => `<x-${at}>t</x-${at}>`).join('')
  assert.equal(clean(html).removed.length, 100)
})
