import type { Client } from '../harness/client.ts'
import { expectStatus } from '../harness/client.ts'
import type { Service } from '../harness/service.ts'

/** A company that submits: its key, the issuer that it acts for, and a list that everybody may use. */
export type PressOffice = Client & { accountId: string; issuerId: string; listId: string }

export async function openPressOffice(service: Service, { trusted = false } = {}): Promise<PressOffice> {
  const { db, clock } = service.deps
  const now = clock.now()
  const dates = { createdAt: now, updatedAt: now }
  const client = await service.client('submitter')
  const { accountId } = client
  await db.account.update({ where: { id: accountId }, data: { trusted } })
  const boilerplates = { en: 'About ACME: it builds.', zh: '关于ACME：它建造。', ar: 'نبذة عن أكمي.' }
  const issuer = await db.issuer.create({ data: { names: { en: 'ACME' }, boilerplates, ...dates } })
  await db.accountIssuer.create({ data: { accountId, issuerId: issuer.id, createdAt: now } })
  const list = await db.outletList.create({ data: { name: 'Everyone', ...dates } })
  return { ...client, accountId, issuerId: issuer.id, listId: list.id }
}

/** An edition that can be submitted. */
export function edition(language = 'en', changes: object = {}): object {
  const body = { format: 'html', content: '<p>ACME opened a plant.</p>' }
  return { language, headline: 'ACME opens a plant', dateline: { place: 'Dubai' }, body, ...changes }
}

let count = 0

/** A release that can be submitted; each with a reference of its own, so that none repeats another. */
export function newRelease({ issuerId, listId }: PressOffice, changes: object = {}): Record<string, unknown> {
  count += 1
  return {
    issuerIds: [issuerId],
    reference: `PO-${count}`,
    source: { kind: 'issuer' },
    editions: [edition()],
    sectors: ['energy'],
    contacts: [{ name: 'Press office', email: 'press@acme.example' }],
    targets: [{ language: 'en', outletListId: listId }],
    ...changes,
  }
}

/** Hands a release in and returns its path, hash and ETag. */
export async function handIn(
  office: PressOffice,
  changes: object = {},
): Promise<{ path: string; id: string; hash: string; etag: string }> {
  const { json, headers } = expectStatus(await office.post('/v1/releases', newRelease(office, changes)), 201)
  return { path: `/v1/releases/${json.id}`, id: json.id, hash: json.revision.hash, etag: String(headers.etag) }
}

/** Hands a release in and submits it. */
export async function submit(office: PressOffice, changes: object = {}): ReturnType<typeof handIn> {
  const release = await handIn(office, changes)
  expectStatus(await office.put(`${release.path}/submission`), 200)
  return release
}

/** How many rows the tables of releases hold: what a refused request must not change, and a reading neither. */
export async function countRows({ deps: { db } }: Service): Promise<number[]> {
  return Promise.all([
    db.release.count(),
    db.version.count(),
    db.revision.count(),
    db.edition.count(),
    db.event.count({ where: { releaseId: { not: null }, kind: { not: 'release.read' } } }),
  ])
}
