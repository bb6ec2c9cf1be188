import assert from 'node:assert/strict'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { keepUnusedDays, tidyAttachments } from '../../src/attachments/tidy-attachments.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { handIn, newRelease, openPressOffice, type PressOffice } from '../releases/press-office.ts'
import { pdf, picture } from './material.ts'
import { upload } from './upload.ts'

const start = '2026-12-01T04:00:00Z'
const day = 86_400_000

describe('what is left of files', () => {
  const clock = handClock(start)
  let service: Service
  let office: PressOffice
  let key: string
  before(async () => {
    service = await startService({ clock })
    office = await openPressOffice(service)
    key = (await service.client('submitter', office.accountId)).key
  })
  after(() => service.close())

  const hand = async (bytes: Buffer) => String(expectStatus(await upload(service, key, bytes), 201).json.id)
  const isThere = (id: string) =>
    service.deps.files.open(`${id}/original`).then(
      (file) => Boolean(file.destroy()),
      () => false,
    )

  it('by a process that was killed while it put a file into the store is removed a day later, and not before', async () => {
    clock.set(start)
    const id = await hand(await picture())
    await service.deps.db.attachment.update({ where: { id }, data: { state: 'receiving' } })
    clock.advance(day - 1000)
    await tidyAttachments(service.deps)
    assert.equal(await isThere(id), true)
    expectStatus(await office.get(`/v1/attachments/${id}`), 404)
    clock.advance(2000)
    await tidyAttachments(service.deps)
    assert.deepEqual([await isThere(id), await service.deps.db.attachment.count({ where: { id } })], [false, 0])
  })

  it('by one that was killed while it received is removed from where files are received', async () => {
    const { incoming } = service.deps.files
    await mkdir(join(incoming, 'left'))
    await writeFile(join(incoming, 'left', 'original'), 'half')
    const [long, now] = [new Date(clock.now().getTime() - 2 * day), clock.now()]
    await mkdir(join(incoming, 'new'))
    await utimes(join(incoming, 'left'), long, long)
    await utimes(join(incoming, 'new'), now, now)
    await tidyAttachments(service.deps)
    assert.deepEqual(await readdir(incoming), ['new'])
  })

  it('a removal that was broken off is gone on with', async () => {
    const id = await hand(pdf)
    await service.deps.db.attachment.update({ where: { id }, data: { state: 'removing' } })
    clock.advance(2 * day)
    await tidyAttachments(service.deps)
    assert.deepEqual([await isThere(id), await service.deps.db.attachment.count({ where: { id } })], [false, 0])
  })

  it(`a file that no revision names for ${keepUnusedDays} days goes, and that is on record; one that an old revision names stays`, async () => {
    const [unused, used] = [await hand(pdf), await hand(pdf)]
    const { path, etag } = await handIn(office, { attachments: [{ kind: 'file', id: used }] })
    expectStatus(await office.put(path, newRelease(office, { attachments: [] }), { 'if-match': etag }), 200)
    clock.advance((keepUnusedDays - 1) * day)
    await tidyAttachments(service.deps)
    assert.deepEqual([await isThere(unused), await isThere(used)], [true, true])
    clock.advance(2 * day)
    await Promise.all([tidyAttachments(service.deps), tidyAttachments(service.deps)])
    assert.deepEqual([await isThere(unused), await isThere(used)], [false, true])
    const events = await service.deps.db.event.findMany({ where: { kind: 'attachment.dropped', subjectId: unused } })
    assert.deepEqual(
      events.map(({ accountId, actor }) => [accountId, actor]),
      [[office.accountId, 'dateline']],
    )
  })
})
