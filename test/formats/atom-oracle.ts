import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DomNode, parseXml } from './xml-oracle.ts'

const schema = 'test/formats/atom.rnc'

/** Why the schema of Atom cannot be asked here, in a sentence; undefined where it can. */
export function whyNoJing(): string | undefined {
  return spawnSync('jing', [], { encoding: 'utf8' }).error ? 'the program jing is not installed' : undefined
}

/** What the schema of RFC 4287, appendix B, minds, in jing's words. */
export function validateAtom(feeds: readonly { name: string; text: string }[]): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'dateline-atom-'))
  try {
    const files = feeds.map(({ name }) => join(dir, `${name}.xml`))
    for (const [at, { text }] of feeds.entries()) writeFileSync(files[at] ?? '', text)
    const { stdout, stderr, status } = spawnSync('jing', ['-c', schema, ...files], { encoding: 'utf8' })
    return status === 0 ? [] : `${stdout}${stderr}`.split('\n').filter((line) => line !== '')
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** What the schema cannot say: the rules of RFC 4287, sections 4.1.1, 4.1.2 and 4.2.6, that a feed breaks. */
export function findAtomFaults(text: string): string[] {
  const feed = parseXml(text)
  const entries = [...feed.getElementsByTagName('entry')]
  const ids = entries.map((entry) => childText(entry, 'id'))
  return [
    ...(new Set(ids).size === ids.length ? [] : ['two entries have one id']),
    ...ids.filter((id) => !URL.canParse(id)).map((id) => `an id is no IRI: ${id}`),
    ...entries.flatMap((entry) => {
      const links = childrenOf(entry, 'link')
      const alternates = links.filter((one) => one.getAttribute('rel') === 'alternate')
      const kinds = alternates.map((one) => `${one.getAttribute('type')} ${one.getAttribute('hreflang')}`)
      return [
        ...(childrenOf(entry, 'author').length > 0 ? [] : ['an entry has no author']),
        ...(new Set(kinds).size === kinds.length ? [] : ['an entry has two alternates of one type and language']),
        ...(childrenOf(entry, 'content').length + alternates.length > 0 ? [] : ['an entry has neither content nor alternate']),
        ...links.filter((one) => !URL.canParse(one.getAttribute('href') ?? '')).map(() => 'a link leads nowhere'),
      ]
    }),
  ]
}

/** The children of an element that have a name. */
export function childrenOf(node: DomNode, name: string): DomNode[] {
  return [...node.childNodes].filter((child) => 'tagName' in child && child.tagName === name)
}

/** What the first child of a name says, nothing where there is none. */
export function childText(node: DomNode, name: string): string {
  return childrenOf(node, name)[0]?.textContent ?? ''
}
