import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { lookupChain } from '../../src/languages/language.ts'
import { previewTarget } from '../../src/outlets/preview.ts'
import type { AskedTarget } from '../../src/outlets/reach.ts'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'
import { fatesOn } from './fates.ts'

type Reader = { name: string; id: string; kind: 'outlet' | 'journalist'; languages: string[] }

describe('who reads what is narrower than an edition', () => {
  let stage: Stage
  let made = 0
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.close())

  /** Somebody with a mailbox of their own, on no list; an outlet unless it says where they work. */
  const reader = async (languages: string[], { editions = 'all', worksAt = '' } = {}): Promise<Reader> => {
    made += 1
    const name = `R${String(made).padStart(3, '0')}`
    const id = worksAt
      ? await makeJournalist(stage.admin, { name, languages: ['fi'], outletIds: [worksAt] })
      : await makeOutlet(stage.admin, { name, languages: ['fi'] })
    const kind = worksAt ? 'journalist' : 'outlet'
    await makeMailbox(stage.admin, `${kind}s/${id}`, `${name}@outlet.example`, { languages, editions })
    return { name, id, kind, languages }
  }
  const list = async (readers: Reader[], over: object = {}): Promise<string> => {
    const listId = await makeList(stage.admin, { name: `List ${made}`, ...over })
    const put = ({ id, kind }: Reader) => stage.admin.put(`/v1/outlet-lists/${listId}/members/${kind}s/${id}`)
    for (const one of readers) expectStatus(await put(one), 204)
    return listId
  }
  const to = (language: string, outletListId: string, excluded: Reader[] = []): AskedTarget => ({
    language,
    outletListId,
    excludeOutletIds: excluded.map(({ id }) => id),
  })
  /** The editions that everybody gets, by name, in the order of the targets; nothing twice. */
  const sent = async (targets: AskedTarget[]): Promise<Record<string, string[]>> => {
    const all: Record<string, string[]> = {}
    for (const target of targets) {
      for (const [name, fate] of Object.entries(await fatesOn(stage, { ...target, targets }))) {
        const got = new Set(all[name])
        if (fate === null) got.add(target.language)
        all[name] = [...got]
      }
    }
    return all
  }

  it('gets it where it stands on no list of the nearer one, and the nearer one alone where it does', async () => {
    const [here, both, there] = [await reader(['pt-BR']), await reader(['pt-BR']), await reader(['pt-BR'])]
    const [lisbon, wide] = [await reader(['pt-PT']), await reader(['pt'])]
    const a = await list([here, both, lisbon, wide])
    const b = await list([both, there, lisbon, wide])
    const expected = {
      [here.name]: ['pt'],
      [both.name]: ['pt-BR'],
      [there.name]: ['pt-BR'],
      [lisbon.name]: ['pt'],
      [wide.name]: ['pt', 'pt-BR'],
    }
    assert.deepEqual(await sent([to('pt', a), to('pt-BR', b)]), expected)
    const other = Object.fromEntries(Object.entries(expected).map(([name, got]) => [name, got.toReversed()]))
    assert.deepEqual(await sent([to('pt-BR', b), to('pt', a)]), other)
  })

  it('gets it where it is excluded from the nearer one; neither where it is excluded from both', async () => {
    const [one, other] = [await reader(['pt-BR']), await reader(['pt-BR'])]
    const [a, b] = [await list([one, other]), await list([one, other])]
    const gets = async (...targets: AskedTarget[]) => Object.values(await sent(targets))
    assert.deepEqual(await gets(to('pt', a), to('pt-BR', b, [one])), [['pt'], ['pt-BR']])
    assert.deepEqual(await gets(to('pt', a), to('pt-BR', a, [one])), [['pt'], ['pt-BR']])
    assert.deepEqual(await gets(to('pt', a, [one]), to('pt-BR', b)), [['pt-BR'], ['pt-BR']])
    assert.deepEqual(await gets(to('pt', a, [one]), to('pt-BR', a, [one])), [[], ['pt-BR']])
    // Excluded from one list of the nearer edition and on another.
    assert.deepEqual(await gets(to('pt', a), to('pt-BR', a, [one]), to('pt-BR', b)), [['pt-BR'], ['pt-BR']])
  })

  it('gets it as a journalist whose outlets are all excluded from the nearer one', async () => {
    const employer = await reader(['pt-BR'])
    const writer = await reader(['pt-BR'], { worksAt: employer.id })
    const [a, b] = [await list([writer]), await list([writer])]
    assert.deepEqual(await sent([to('pt', a), to('pt-BR', b, [employer])]), { [writer.name]: ['pt'] })
    assert.deepEqual(await sent([to('pt', a), to('pt-BR', b)]), { [writer.name]: ['pt-BR'] })
  })

  it('gets the nearest of three lists on which it stands', async () => {
    const hongKong = () => reader(['zh-Hant-HK'])
    const [x, y, z, v] = [await hongKong(), await hongKong(), await hongKong(), await hongKong()]
    const [a, b, c] = [await list([x, y, z, v]), await list([y, z]), await list([z, v])]
    const targets = [to('zh', a), to('zh-Hant', b), to('zh-Hant-HK', c), to('zh-Hans', a)]
    assert.deepEqual(await sent(targets), {
      [x.name]: ['zh'],
      [y.name]: ['zh-Hant'],
      [z.name]: ['zh-Hant-HK'],
      [v.name]: ['zh-Hant-HK'],
    })
  })

  it('gets it by a list that is made of others, and by rule', async () => {
    const [in1, out1] = [await reader(['pt-BR']), await reader(['pt-BR'])]
    const a = await list([], { rule: { include: { languages: ['fi'] } } })
    const part = async (readers: Reader[], operation: string) => ({ outletListId: await list(readers), operation })
    const b = await list([], { parts: [await part([in1, out1], 'union'), await part([out1], 'difference')] })
    const all = await sent([to('pt', a), to('pt-BR', b)])
    assert.deepEqual([all[in1.name], all[out1.name]], [['pt-BR'], ['pt']])
    const swapped = await sent([to('pt', b), to('pt-BR', a)])
    assert.deepEqual([swapped[in1.name], swapped[out1.name]], [['pt-BR'], ['pt-BR']])
  })

  it('wants the first of its languages only: that which falls back counts by the place of its range', async () => {
    const first = (languages: string[]) => reader(languages, { editions: 'first' })
    const [x, y, z] = [await first(['pt-BR', 'fr']), await first(['pt-BR', 'fr']), await first(['fr', 'pt-BR'])]
    const [a, b] = [await list([x, y, z]), await list([y, z])]
    assert.deepEqual(await sent([to('fr', a), to('pt', a), to('pt-BR', b)]), {
      [x.name]: ['pt'],
      [y.name]: ['pt-BR'],
      [z.name]: ['fr'],
    })
  })

  it('gets what the lookup says of whatever lists, targets and exclusions', async () => {
    const tags = ['pt', 'pt-BR', 'pt-PT', 'zh', 'zh-Hant', 'zh-Hant-HK', 'zh-Hans', 'en']
    const random = openRandom(7)
    const some = <T>(from: readonly T[], share: number) => from.filter(() => random() < share)
    const readers: Reader[] = []
    for (let n = 0; n < 24; n += 1) {
      const languages = some(tags, 0.25)
      readers.push(await reader(languages.length > 0 ? languages : ['pt-BR', 'zh-Hant-HK']))
    }
    const lists: { id: string; on: Reader[] }[] = []
    for (let n = 0; n < 4; n += 1) {
      const on = some(readers, 0.6)
      lists.push({ id: await list(on), on })
    }
    for (let round = 0; round < 12; round += 1) {
      const targets = some(
        lists.flatMap(({ id }) => tags.map((language) => ({ id, language }))),
        0.3,
      ).map(({ id, language }) => to(language, id, some(readers, 0.2)))
      const stands = ({ id }: Reader, target: AskedTarget) =>
        lists.some((one) => one.id === target.outletListId && one.on.some((other) => other.id === id)) &&
        !target.excludeOutletIds.includes(id)
      const got = await sent(targets)
      for (const one of readers) {
        const theirs = targets.filter((target) => stands(one, target)).map(({ language }) => language)
        const expected = new Set(theirs.filter((language) => looksUp(one.languages, language, theirs)))
        assert.deepEqual(new Set(got[one.name] ?? []), expected, JSON.stringify({ one, theirs }))
      }
    }
  })

  it('is counted by the preview and by what a publication reserves as it is then sent', async () => {
    const [here, both, wide] = [await reader(['pt-BR']), await reader(['pt-BR']), await reader(['pt'])]
    const [a, b] = [await list([here, both, wide]), await list([both, wide])]
    const targets = [to('pt', a), to('pt-BR', b)]
    const who = { accountId: stage.submitter.accountId, at: stage.deps.clock.now() }
    const previews = []
    for (const target of targets)
      previews.push((await previewTarget(stage.deps, { ...target, ...who, targets }, false)).endpoints)
    assert.deepEqual(previews, [2, 2])
    const editions = ['pt', 'pt-BR'].map((language) => edition(language, '<p>Uma estação solar foi inaugurada hoje.</p>'))
    const id = await stage.approved({ targets: targets.map((target) => ({ ...target, excludeOutletIds: [] })), editions })
    const publication = expectStatus(await stage.publish(id), 202).json
    const reserved = await stage.deps.db.publication.findUniqueOrThrow({ where: { id: publication.id } })
    assert.equal(reserved.recipients, 4)
    await stage.work()
    await stage.until(id, (status) => status.publication === 'released' && status.finished)
    const deliveries = await stage.deps.db.delivery.findMany({ where: { publicationId: publication.id } })
    assert.deepEqual(deliveries.map(({ outletName, language }) => `${outletName} ${language}`).toSorted(), [
      `${here.name} pt`,
      `${both.name} pt-BR`,
      `${wide.name} pt`,
      `${wide.name} pt-BR`,
    ])
  })
})

/** RFC 4647 §3.4, of the editions that somebody could get: whether they get this one. */
function looksUp(ranges: string[], language: string, among: string[]): boolean {
  return ranges.some((range) => {
    if (lookupChain(language).includes(range)) return true
    return lookupChain(range).find((tag) => among.includes(tag)) === language
  })
}

/** Numbers in [0, 1), the same in every run. */
function openRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}
