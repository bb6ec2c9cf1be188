import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { compareIn } from '../../src/languages/compare.ts'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'

/** In the order of all scripts together; twenty of them, and what code points would tear apart. */
const ordered = [
  'Abendblatt',
  'Ärzteblatt',
  'Atlas',
  'École',
  'El País',
  'Eldiario',
  'Ñandú',
  'Zeit',
  'Εστία',
  'Ведомости',
  'Ёлка',
  'Жизнь',
  'Эхо',
  'მთავარი',
  'Առավոտ',
  'הארץ',
  'القدس',
  'اليوم',
  'አዲስ ዘመን',
  'अमर उजाला',
  'আনন্দবাজার',
  'ਅਜੀਤ',
  'ગુજરાત સમાચાર',
  'தினமணி',
  'ඩේලි',
  'ข่าวสด',
  'มติชน',
  'ລາວ',
  'བོད་ཀྱི་དུས་བབ',
  'မြန်မာ',
  'កោះសន្តិភាព',
  '동아일보',
  '조선일보',
  'あさひ',
  'アサヒ',
  '人民日报',
  '東京新聞',
]

type Page = { items: { name: string; id: string }[]; nextCursor: string | null }

async function readAll(client: Client, url: string, limit: number): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = expectStatus(await client.get(`${url}&limit=${limit}${cursor && `&cursor=${cursor}`}`), 200).json
    names.push(...page.items.map(({ name }) => name))
    cursor = page.nextCursor
  }
  return names
}

describe('a list by name', () => {
  let service: Service
  before(async () => {
    service = await startService()
    const { admin } = service
    // In an order of code points, which is nobody's.
    for (const name of ordered.toSorted()) {
      await makeOutlet(admin, { name })
      await makeJournalist(admin, { name })
      await makeList(admin, { name })
      expectStatus(await admin.post('/v1/accounts', { name, kind: 'company' }), 201)
    }
  })
  after(() => service.close())

  for (const path of ['outlets', 'journalists', 'outlet-lists', 'accounts'])
    it(`has every script where readers look for it: ${path}`, async () => {
      const names = await readAll(service.admin, `/v1/${path}?sort=name`, 200)
      assert.deepEqual(
        names.filter((name) => ordered.includes(name)),
        ordered,
      )
    })

  it('is the same whatever a page holds, each name once', async () => {
    for (const sortLanguage of ['', '&sortLanguage=zh-Hans'])
      for (const limit of [1, 5, 36, 37]) {
        const url = `/v1/outlets?sort=name${sortLanguage}`
        assert.deepEqual(await readAll(service.admin, url, limit), await readAll(service.admin, url, 200))
      }
  })

  it('is in the order of the reader’s language, in Postgres as in Node', async () => {
    const languages = [
      'en',
      'ko',
      'ja',
      'ar',
      'zh-Hans',
      'zh-Hant',
      'vi',
      'th',
      'id',
      'ms',
      'de',
      'ru',
      'fr',
      'es',
      'pt-BR',
      'sv',
      'da',
      'tr',
      'zh-Hant-HK',
    ]
    for (const language of languages) {
      const names = await readAll(service.admin, `/v1/outlets?sort=name&sortLanguage=${language}`, 200)
      assert.deepEqual(names, ordered.toSorted(compareIn(language)), language)
    }
    assert.deepEqual(['Öl', 'Zon', 'Ål', 'Ärta'].sort(compareIn('sv')), ['Zon', 'Ål', 'Ärta', 'Öl'])
    assert.deepEqual(['Öl', 'Zon', 'Ål', 'Ärta'].sort(compareIn('de')), ['Ål', 'Ärta', 'Öl', 'Zon'])
    assert.deepEqual(['重庆', '北京', '上海'].sort(compareIn('zh-Hans')), ['北京', '重庆', '上海'])
    // Nobody has an order for Klingon.
    assert.deepEqual(ordered.toSorted(compareIn('tlh')), ordered.toSorted(compareIn('en')))
  })

  it('tells each name once that stays, while others come, go and are renamed', async () => {
    const { admin } = service
    const made = await Promise.all(['Mmm 1', 'Mmm 2', 'Mmm 2', 'Mmm 3', 'Mmm 4'].map((name) => makeOutlet(admin, { name })))
    const url = '/v1/outlets?q=Mmm&sort=name&limit=2'
    const first: Page = expectStatus(await admin.get(url), 200).json
    assert.deepEqual(
      first.items.map(({ name }) => name),
      ['Mmm 1', 'Mmm 2'],
    )
    const last = first.items[1]?.id ?? ''
    const { headers } = expectStatus(await admin.get(`/v1/outlets/${last}`), 200)
    expectStatus(await admin.patch(`/v1/outlets/${last}`, { name: 'Mmm 9' }, { 'if-match': String(headers.etag) }), 200)
    expectStatus(await admin.delete(`/v1/outlets/${first.items[0]?.id}`), 204)
    await makeOutlet(admin, { name: 'Mmm 0' })
    const second: Page = expectStatus(await admin.get(`${url}&cursor=${first.nextCursor}`), 200).json
    assert.deepEqual(
      second.items.map(({ name }) => name),
      ['Mmm 2', 'Mmm 3'],
    )
    assert.notEqual(second.items[0]?.id, last)
    const third: Page = expectStatus(await admin.get(`${url}&cursor=${second.nextCursor}`), 200).json
    assert.deepEqual([third.items.map(({ name }) => name), third.nextCursor], [['Mmm 4', 'Mmm 9'], null])
    for (const id of made) await admin.delete(`/v1/outlets/${id}`)
  })

  it('422 a cursor of another order, or one that is made up', async () => {
    const { admin } = service
    const { nextCursor } = expectStatus(await admin.get('/v1/outlets?sort=name&limit=1'), 200).json
    const made = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')
    const id = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
    for (const query of [
      `cursor=${nextCursor}`,
      `sort=name&sortLanguage=sv&cursor=${nextCursor}`,
      `sort=name&cursor=${Buffer.from(id).toString('base64url')}`,
      `sort=name&cursor=${made([id, '\0', ''])}`,
      `sort=name&cursor=${made([1, 'a', ''])}`,
      `sort=name&cursor=${'x'.repeat(2001)}`,
      'sort=name&cursor=',
      'sort=tier',
      'sort=name&sortLanguage=xx',
    ])
      assert.equal(expectStatus(await admin.get(`/v1/outlets?${query}`), 422).problem, 'invalid', query)
    // Half a character is none of any name, and harmless.
    expectStatus(await admin.get(`/v1/outlets?sort=name&cursor=${made([id, '\ud83d', ''])}`), 200)
  })

  it('keeps to the order in which things were made where nobody asks for names', async () => {
    assert.deepEqual((await readAll(service.admin, '/v1/outlets?', 5)).slice(0, ordered.length), ordered.toSorted())
  })

  it('of issuers is by what they are called in the reader’s language', async () => {
    const { admin } = service
    for (const names of [
      { en: 'Zebra', ar: 'أكمي' },
      { en: 'Acme', ar: 'ياقوت' },
      { de: 'Öl AG' },
      { ja: '東京電力', en: 'Tokyo Power' },
    ])
      expectStatus(await admin.post('/v1/issuers', { names }), 201)
    const inEnglish = async (query: string) => {
      const { items } = expectStatus(await admin.get(`/v1/issuers?sort=name${query}`), 200).json
      return items.map(({ names }: { names: Record<string, string> }) => names.en ?? names.de)
    }
    assert.deepEqual(await inEnglish(''), ['Acme', 'Öl AG', 'Tokyo Power', 'Zebra'])
    assert.deepEqual(await inEnglish('&sortLanguage=ar-EG'), ['Zebra', 'Acme', 'Öl AG', 'Tokyo Power'])
    assert.deepEqual(await inEnglish('&sortLanguage=ja'), ['Acme', 'Öl AG', 'Zebra', 'Tokyo Power'])
  })

  it('of lists is the catalogue’s for a submitter, and of accounts its own', async () => {
    const submitter = await service.client('submitter')
    await makeList(service.admin, { name: 'Bbb hidden', visibility: 'owner' })
    assert.deepEqual(await readAll(submitter, '/v1/outlet-lists?sort=name', 10), ordered)
    assert.deepEqual((await readAll(submitter, '/v1/accounts?sort=name', 10)).length, 1)
    assert.deepEqual(await readAll(submitter, '/v1/issuers?sort=name', 10), [])
  })
})

describe('the names of who is left out of a preview', () => {
  it('stand in the order of the language that is previewed', async () => {
    const service = await startService()
    try {
      const names = ['Öl', 'Zon', 'Ål', '東京新聞', 'Ärta']
      const outletIds = await Promise.all(names.map((name) => makeOutlet(service.admin, { name })))
      const list = await makeList(service.admin)
      expectStatus(await service.admin.post(`/v1/outlet-lists/${list}/members`, { outletIds }), 200)
      for (const [language, examples] of [
        ['sv', ['Zon', 'Ål', 'Ärta', 'Öl', '東京新聞']],
        ['de', ['Ål', 'Ärta', 'Öl', 'Zon', '東京新聞']],
        ['zh-Hant', ['東京新聞', 'Ål', 'Ärta', 'Öl', 'Zon']],
      ] as const) {
        const { json } = expectStatus(await service.admin.get(`/v1/outlet-lists/${list}/preview?language=${language}`), 200)
        assert.deepEqual(json.leftOut, [{ reason: 'no-endpoint', count: 5, examples }])
      }
    } finally {
      await service.close()
    }
  })
})

describe('a tag is met by a rule', () => {
  it('however either is encoded, and stays as it was written', async () => {
    const service = await startService()
    try {
      const written = ['Café', 'Việt'.normalize('NFD'), '한국', 'ガス'.normalize('NFD')]
      for (const tag of written)
        await makeMailbox(service.admin, `outlets/${await makeOutlet(service.admin, { tags: [tag] })}`, 'a@a.example')
      for (const tag of written.flatMap((tag) => [tag.normalize('NFC'), tag.normalize('NFD')])) {
        const list = await makeList(service.admin, { rule: { include: { tags: [tag] } } })
        assert.equal(expectStatus(await service.admin.get(`/v1/outlet-lists/${list}/preview`), 200).json.outlets, 1, tag)
      }
      const { items } = expectStatus(await service.admin.get('/v1/outlets'), 200).json
      assert.deepEqual(
        items.flatMap(({ tags }: { tags: string[] }) => tags),
        written,
      )
    } finally {
      await service.close()
    }
  })
})

describe('a name is found', () => {
  let service: Service
  before(async () => {
    service = await startService()
    for (const name of [
      'Ärzteblatt',
      'Zürcher Straße'.normalize('NFD'),
      'İstanbul IŞIK',
      'Tiếng Việt'.normalize('NFD'),
      '100 % _news\\',
      'ΟΔΟΣ',
      'ガゼット',
    ])
      await makeOutlet(service.admin, { name })
  })
  after(() => service.close())

  for (const [q, name] of [
    ['ärzte', 'Ärzteblatt'],
    ['ÄRZTE'.normalize('NFD'), 'Ärzteblatt'],
    ['zürcher', 'Zürcher Straße'],
    ['STRASSE', 'Zürcher Straße'],
    ['tiếng', 'Tiếng Việt'],
    ['istanbul ı', 'İstanbul IŞIK'],
    ['ışık', 'İstanbul IŞIK'],
    ['οδός'.normalize('NFD').replace('\u0301', ''), 'ΟΔΟΣ'],
    ['ガ'.normalize('NFD'), 'ガゼット'],
    ['% _news\\', '100 % _news\\'],
  ] as const)
    it(`by ${JSON.stringify(q)}, however it is encoded and in any case of letters: ${name}`, async () => {
      const { items } = expectStatus(await service.admin.get(`/v1/outlets?q=${encodeURIComponent(q)}`), 200).json
      assert.deepEqual(
        items.map((outlet: { name: string }) => outlet.name.normalize('NFC')),
        [name],
      )
    })

  it('and stays as it was written', async () => {
    const { items } = expectStatus(await service.admin.get('/v1/outlets?q=tiếng'), 200).json
    assert.equal(items[0].name, 'Tiếng Việt'.normalize('NFD'))
  })
})
