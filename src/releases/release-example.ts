import { newReleaseExample } from './new-release-example.ts'

const hash = '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730'

/** What a submitted release looks like; the API's reference shows it. */
export const releaseExample = {
  ...newReleaseExample,
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70',
  accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  test: false,
  version: 1,
  kind: 'original',
  reason: null,
  state: 'submitted',
  stateReason: null,
  stateAt: '2026-11-23T09:05:00.000Z',
  frozenAt: null,
  revision: { number: 1, hash, savedAt: '2026-11-23T09:00:00.000Z' },
  approvedHash: null,
  editions: newReleaseExample.editions.map((edition) => ({
    ...edition,
    body: { ...edition.body, html: edition.body.content },
    machineTranslated: false,
    length: { unit: 'words', count: 12 },
    warnings: [],
  })),
  releaseAt: '2026-12-01T05:00:00.000Z',
  releaseAtGiven: '2026-12-01T09:00:00+04:00[Asia/Dubai]',
  embargoUntil: null,
  embargoUntilGiven: null,
  publication: null,
  createdAt: '2026-11-23T09:00:00.000Z',
}
