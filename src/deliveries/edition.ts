import { keyOf } from '../attachments/attachment.ts'
import type { Footer, Story } from '../channels/channel.ts'
import type { Db } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Document } from '../formats/document.ts'
import { isEmbargoOver, readDocumentRows, toDocument } from './document.ts'
import { type Remembered, remember } from './remember.ts'
import { openRenderings, type Renderings } from './renderings.ts'
import { toStory } from './story.ts'
import { footerOf } from './unsubscribe-footer.ts'

/** An edition of a publication as it goes out: what is told of it, and its bytes. */
export type GoingEdition = Renderings & {
  /** @throws where the edition cannot be read: then each of its deliveries fails alone */
  document(): Document
  /** what stands under it where it goes to people */
  footer(): Footer
  /** what is told of it beside its bytes */
  story(): Story
  sender: { name: string; address: string }
}

/** For so long what is loaded and rendered of an edition is shared: the wire's own words may change meanwhile. */
const sharedForMs = 10_000

type Deps = Pick<AppDeps, 'db' | 'clock' | 'config' | 'vault' | 'publicUrl' | 'files'>
type Loaded = { atMs: number; edition: Promise<GoingEdition> }

// One per process: a process has one database open.
const loaded = new WeakMap<Db, Remembered<Loaded>>()

/** Loads an edition of a publication, once for all that need it within ten seconds. */
export function loadEdition(deps: Deps, publication: Publication, editionId: string): Promise<GoingEdition> {
  const editions = loaded.get(deps.db) ?? remember<Loaded>(256)
  loaded.set(deps.db, editions)
  const key = `${publication.id} ${editionId} ${publication.revision} ${isEmbargoOver(publication, deps.clock)}`
  const found = editions.find(key)
  if (found && performance.now() - found.atMs < sharedForMs) return found.edition
  const edition = load(deps, publication, editionId)
  // What fails is asked again by the next.
  edition.catch(() => editions.forget(key))
  return editions.keep(key, { atMs: performance.now(), edition }).edition
}

async function load(deps: Deps, publication: Publication, editionId: string): Promise<GoingEdition> {
  const rows = await readDocumentRows(deps, publication, editionId)
  const { senderName: name, senderAddress: address } = rows.wire
  const document = once(() => toDocument(rows))
  return {
    document,
    footer: once(() => footerOf(rows.wire, rows.edition.language)),
    story: once(() => toStory(document(), (id, part) => deps.files.open(keyOf(id, part)))),
    sender: { name, address },
    ...openRenderings(document),
  }
}

/** Makes a thing when it is first asked for. What throws is tried again. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
