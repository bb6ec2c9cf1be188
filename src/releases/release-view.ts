import { z } from 'zod'
import { Id } from '../ids.ts'
import { SharedContent } from './content.ts'
import { EditionView, toEditionView } from './edition-view.ts'
import { PublicationSummary, toPublicationSummary } from './publication-summary.ts'
import { releaseExample } from './release-example.ts'
import { type SavedVersion, VersionKind, VersionState } from './version.ts'

const at = z.iso.datetime()

/** A release in one of its versions, as its account and the wire's people see it. */
export const ReleaseView = SharedContent.extend({
  id: Id,
  accountId: Id,
  test: z.boolean().meta({ description: 'made with a test key: it walks the whole way and reaches nobody, for ever' }),
  version: z.int(),
  kind: VersionKind,
  reason: z.string().nullable().meta({ description: 'why there is this version, where that was said; it is not sent' }),
  state: VersionState,
  stateReason: z.string().nullable().meta({ description: 'why it is in this state, where that was said' }),
  stateAt: at,
  frozenAt: at.nullable().meta({ description: 'since when nothing of this version changes: its publication' }),
  revision: z.object({
    number: z.int(),
    hash: z.string().meta({ description: 'SHA-256 of all that it says, hexadecimal: what approval names' }),
    savedAt: at,
  }),
  approvedHash: z.string().nullable().meta({ description: 'the hash that was approved' }),
  editions: z.array(EditionView),
  releaseAt: at.nullable(),
  releaseAtGiven: z.string().nullable().meta({ description: 'as it was asked for, with its zone' }),
  embargoUntil: at.nullable(),
  embargoUntilGiven: z.string().nullable(),
  publication: PublicationSummary.nullable().meta({ description: 'the newest publication of this version' }),
  createdAt: at,
}).meta({ id: 'Release', example: releaseExample })

export type ReleaseView = z.infer<typeof ReleaseView>

/** A version as it is shown. */
export function toReleaseView(saved: SavedVersion): ReleaseView {
  const { release, version, revision, editions, publication, removed, accepted } = saved
  const { releaseAt, embargoUntil, ...shared } = revision.content
  return {
    ...shared,
    id: release.id,
    accountId: release.accountId,
    test: release.test,
    version: version.number,
    kind: VersionKind.parse(version.kind),
    reason: version.reason,
    state: VersionState.parse(version.state),
    stateReason: version.stateReason,
    stateAt: version.stateAt.toISOString(),
    frozenAt: version.frozenAt?.toISOString() ?? null,
    revision: { number: revision.number, hash: toHex(revision.hash), savedAt: revision.createdAt.toISOString() },
    approvedHash: version.approvedHash ? toHex(version.approvedHash) : null,
    editions: editions.map((edition) =>
      toEditionView(edition, { removed: removed && (removed.get(edition.language) ?? []), accepted }),
    ),
    releaseAt: releaseAt?.at.toISOString() ?? null,
    releaseAtGiven: releaseAt?.given ?? null,
    embargoUntil: embargoUntil?.at.toISOString() ?? null,
    embargoUntilGiven: embargoUntil?.given ?? null,
    publication: publication ? toPublicationSummary(publication) : null,
    createdAt: release.createdAt.toISOString(),
  }
}

/** A hash as views write it. */
export function toHex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}
