import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutAtNames, findLostNames, namePattern } from '../../src/translators/names.ts'
import { openStage, translateOne } from './stage.ts'

const { server, translator } = await openStage()

describe('names that must not change', () => {
  it('come out verbatim, in HTML, in plain text and in alternative texts', async () => {
    const keep = ['Acme', 'Acme Power Ltd', 'R&D', '']
    const { text, lostNames } = await translateOne(
      translator,
      '<p>Acme Power\nLtd, part of <a href="https://a.example/">Acme</a>, and R&amp;D.</p><p><img src="https://a.example/" alt="Acme house"></p>',
      { keep },
    )
    assert.equal(
      text,
      '<p>Acme Power\nLtd, cneg bs <a href="https://a.example/">Acme</a>, naq R&amp;D.</p><p><img src="https://a.example/" alt="Acme ubhfr"></p>',
    )
    assert.deepEqual(lostNames, [])
    const headline = await translateOne(translator, 'Acme opens R&D', { kind: 'text', keep })
    assert.equal(headline.text, 'Acme bcraf R&D')
  })

  it('come out verbatim where the server harmed their marks', async () => {
    for (const harmed of ['Npzr bcraf', '<span id="0" translate="no">Npzr bcraf</span>', '<span>Acme</span> bcraf']) {
      server.answers.push((res) => res.end(JSON.stringify({ translatedText: [harmed] })))
      const { text, lostNames } = await translateOne(translator, '<p>Acme opens</p>', { keep: ['Acme'] })
      assert.deepEqual([text, lostNames], ['<p>Acme bcraf</p>', []], harmed)
    }
  })

  it('are told where they could not be kept: one that is half in an element', async () => {
    const { text, lostNames } = await translateOne(translator, '<p>Acme <em>Power</em> and Beta</p>', {
      keep: ['Acme Power', 'Beta'],
    })
    assert.deepEqual([text, lostNames], ['<p>Npzr <em>Cbjre</em> naq Beta</p>', ['Acme Power']])
  })

  it('hold in texts that are too long to go as HTML', async () => {
    const { translator } = await openStage({ charLimit: 40 })
    const text = `<p>${'Acme sells <b>Beta</b> to all of them. '.repeat(20).trim()}</p>`
    const { text: translated, lostNames } = await translateOne(translator, text, { keep: ['Acme', 'Beta'] })
    assert.equal(translated, text.replaceAll('sells', 'fryyf').replaceAll('to all of them', 'gb nyy bs gurz'))
    assert.deepEqual(lostNames, [])
  })
})

describe('a name', () => {
  const found = (name: string, text: string) => cutAtNames(text, namePattern([name])).filter((_, at) => at % 2 === 1)

  it('is a whole word in alphabets that have spaces, and anything where there are none', () => {
    assert.deepEqual(found('Acme', 'Acme, Acmeology, MyAcme, Acme-Aktie, Acme’s, Acme2, Acme\u0301'), ['Acme', 'Acme', 'Acme'])
    assert.deepEqual(found('Acme', 'オAcme社 وAcme'), ['Acme', 'Acme'])
    assert.deepEqual(found('三菱', '東京三菱銀行'), ['三菱'])
    assert.deepEqual(found('삼성전자', '삼성전자는'), ['삼성전자'])
  })

  it('is taken as it stands, whatever signs are in it', () => {
    assert.deepEqual(found('C++ (R) [x]', 'a C++ (R)\n[x] b'), ['C++ (R)\n[x]'])
  })

  it('is lost where it stands less often than before', () => {
    assert.deepEqual(findLostNames(['Acme', 'Beta', 'Gamma'], 'Acme Acme Beta', 'Acme Beta Beta'), ['Acme'])
  })
})
