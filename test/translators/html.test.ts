import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rot13 } from './rot13.ts'
import { openStage, translateOne } from './stage.ts'

const { server, translator } = await openStage()

const body = [
  '<h2>Results</h2><p dir="ltr" lang="en">A <strong>very <em>strong</em></strong> year, <a href="https://acme.example/?a=1&amp;b=2">says',
  ' our\n report</a>.<br>More below.</p>',
  '<ul><li>one</li><li>two<ol start="3"><li>three</li></ol></li></ul>',
  '<table><thead><tr><th colspan="2">Sales</th></tr></thead><tbody><tr><td>1,000</td><td>up <sup>1</sup> point</td></tr></tbody></table>',
  '<figure><img src="https://acme.example/a.png" alt="A &quot;big&quot; tower"><figcaption>The tower</figcaption></figure>',
  '<blockquote><p>Run <code>npm start</code> <bdi>now</bdi></p></blockquote>',
  '<p><ruby>word<rp>(</rp><rt>sound</rt><rp>)</rp></ruby> 😀 2026</p>',
].join('')

const inGerman = [
  '<h2>Erfhygf</h2><p dir="ltr" lang="en">N <strong>irel <em>fgebat</em></strong> lrne, <a href="https://acme.example/?a=1&amp;b=2">fnlf',
  ' bhe ercbeg</a>.<br>Zber orybj.</p>',
  '<ul><li>bar</li><li>gjb<ol start="3"><li>guerr</li></ol></li></ul>',
  '<table><thead><tr><th colspan="2">Fnyrf</th></tr></thead><tbody><tr><td>1,000</td><td>hc <sup>1</sup> cbvag</td></tr></tbody></table>',
  '<figure><img src="https://acme.example/a.png" alt="N &quot;ovt&quot; gbjre"><figcaption>Gur gbjre</figcaption></figure>',
  '<blockquote><p>Eha <code>npm start</code> <bdi>abj</bdi></p></blockquote>',
  '<p><ruby>jbeq<rp>(</rp><rt>fbhaq</rt><rp>)</rp></ruby> 😀 2026</p>',
].join('')

describe('HTML', () => {
  it('comes back with its elements, attributes and nesting; only texts and alternative texts are others', async () => {
    const { text, lostNames } = await translateOne(translator, body)
    assert.equal(text, inGerman)
    assert.deepEqual(lostNames, [])
    const sent = JSON.stringify(server.asked.map(({ body }) => body.q))
    assert.doesNotMatch(sent, /href|src|acme\.example|<p|<td/)
  })

  it('is whole again where the server broke it: another element, none, another order, a text moved', async () => {
    const source = '<p>One <em>two</em> and <strong>three</strong>.</p>'
    const broken = [
      'bar <i id="0">gjb</i> naq <strong id="1">guerr</strong>.',
      'bar gjb naq guerr.',
      'bar <strong id="1">guerr</strong> naq <em id="0">gjb</em>.',
      'bar <em id="0">gjb <strong id="1">guerr</strong></em> naq .',
      'bar gjb <em id="0"></em> naq <strong id="1">guerr</strong>.',
      'bar <em id="7">gjb</em> naq <strong id="1">guerr</strong>.',
      '',
    ]
    for (const translatedText of broken) {
      server.answers.push((res) => res.end(JSON.stringify({ translatedText: [translatedText] })))
      const { text } = await translateOne(translator, source)
      assert.equal(text, '<p>Bar <em>gjb</em> naq <strong>guerr</strong>.</p>', translatedText)
    }
  })

  it('keeps elements side by side: no text of the server comes between them', async () => {
    server.answers.push((res) => res.end('{"translatedText":["<em id=\\"0\\">bar</em> naq <strong id=\\"1\\">gjb</strong>"]}'))
    const { text } = await translateOne(translator, '<p><em>One</em><strong>two</strong></p>')
    assert.equal(text, '<p><em>Bar</em><strong>gjb</strong></p>')
  })

  it('keeps text that looks like markup or a reference, which the server would resolve', async () => {
    const source = '<p>If a &lt; b, <em>write</em> &lt;b&gt; or &amp;lt; or AT&amp;T &amp;copy=1</p>'
    const { text } = await translateOne(translator, source)
    assert.equal(text, '<p>Vs n &lt; o, <em>jevgr</em> &lt;o&gt; be &amp;lt; be NG&amp;G &amp;copy=1</p>')
    const ends = '<p>Say <em>this</em> &lt;/p&gt; or &lt;!-- that --&gt; now</p>'
    const said = '<p>Fnl <em>guvf</em> &lt;/c&gt; be &lt;!-- gung --&gt; abj</p>'
    assert.equal((await translateOne(translator, ends)).text, said)
    const safe = '<p>Write &amp;lt; or AT&amp;T, <em>not</em> &amp;amp;</p>'
    const expected = '<p>Jevgr &amp;lt; be NG&amp;G, <em>abg</em> &amp;amp;</p>'
    assert.equal((await translateOne(translator, safe)).text, expected)
    assert.equal((await translateOne(translator, 'Or &lt;', { kind: 'text' })).text, 'Be &lt;')
  })

  it('keeps white space: no-break spaces, spaces at ends, the lines of pre', async () => {
    const source = '<p> One\u00a0<em>\u2003two </em>\tthree </p><pre>  a <em>b</em>\n\n    c\n</pre>'
    assert.equal((await translateOne(translator, source)).text, rot13Texts(source))
  })

  it('leaves what says so itself', async () => {
    const source =
      '<p translate="no">One</p><p>Two <span translate="no">three <em>four</em></span> five</p><pre><code>six\n</code></pre>'
    const expected = source.replace('Two', 'Gjb').replace('five', 'svir')
    assert.equal((await translateOne(translator, source)).text, expected)
  })

  it('puts a space between words that had none in a language without spaces', async () => {
    const more = { source: 'ja', target: 'en', keep: ['Acme'] }
    const { text } = await translateOne(translator, '<p>東京の<strong>大手</strong>Acmeは、新製品。</p>', more)
    assert.equal(text, '<p>東京の <strong>大手</strong>Acme は、新製品。</p>')
  })
})

describe('plain text', () => {
  it('keeps its lines and the white space around them', async () => {
    const { text } = await translateOne(translator, ' One & <two>\r\n\n\tthree. \n', { kind: 'text' })
    assert.equal(text, ' Bar & <gjb>\r\n\n\tguerr. \n')
  })

  it('without letters is not asked for', async () => {
    const before = server.asked.length
    assert.equal((await translateOne(translator, '<p>2026 — 😀</p><p></p>')).text, '<p>2026 — 😀</p><p></p>')
    assert.equal(server.asked.length, before)
  })
})

function rot13Texts(html: string): string {
  return html.replace(/(<[^>]*>)|[^<]+/g, (part, tag?: string) => tag ?? rot13(part))
}
