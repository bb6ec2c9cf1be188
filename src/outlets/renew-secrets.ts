import { z } from 'zod'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import type { Channel } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Prisma, Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { invalidField, Problem } from '../problem.ts'
import type { Vault } from '../vault.ts'
import { withSecrets } from './create-endpoint.ts'
import type { CreatedEndpoint } from './endpoint.ts'
import { openSecrets, type Secrets } from './endpoint-secrets.ts'
import { checkSettings, requireChannel, settingsColumns } from './endpoint-settings.ts'
import { toEndpointView } from './endpoint-view.ts'
import { madeSecrets } from './made-secrets.ts'
import { findPrevious } from './previous-secrets.ts'
import { lockInUse } from './subject.ts'

type Deps = { tx: Tx; clock: Clock; vault: Vault }

const dayMs = 24 * 3_600_000
const mostDays = 90

/** How an endpoint gets new secrets. */
export const Renewal = z
  .strictObject({
    previousUntil: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .meta({
        description: `until when the present ones are good beside the new ones, at most ${mostDays} days; left out: for a day; null: they end at once`,
      }),
  })
  .nullish()
  .transform((given) => given ?? {})
  .meta({ example: { previousUntil: '2026-12-08T00:00:00Z' } })
export type Renewal = z.infer<typeof Renewal>

type Input = { id: string; renewal: Renewal; checkRevision: RevisionCheck }

/**
 * Gives an endpoint new secrets. Those that it had are good beside them for a time, so that the outlet can change over whenever it
 * likes in it. Secrets that the outlet has to know are in the answer and nowhere else.
 *
 * @throws not-found; wrong-state when it is archived, its channel makes no secrets, or those before the present ones are still good;
 *   invalid for an end that is past or too far off
 */
export async function renewSecrets(
  { tx, clock, vault }: Deps,
  principal: Principal,
  { id, renewal, checkRevision }: Input,
): Promise<CreatedEndpoint> {
  const subject = { type: 'endpoint', id } as const
  const { revision } = await lockInUse(tx, subject)
  checkRevision(revision)
  const before = await tx.endpoint.findUniqueOrThrow({ where: { id } })
  const channel = requireChannel(before.channel)
  const now = clock.now()
  const until = endOf(renewal, now)
  const { previous: _ended, ...present } = openSecrets(vault, before.secrets)
  requireDone(vault, before, now)
  const fresh = makeFresh(channel, before)
  const replaced = Object.fromEntries(Object.entries(present).filter(([name]) => Object.hasOwn(fresh, name)))
  const previous = until === undefined ? {} : { previous: { ...replaced, until: until.toISOString() } }
  const checked = checkSettings(channel, before.settings, { ...present, ...fresh, ...previous })
  const data = { ...settingsColumns(vault, checked), updatedAt: now, revision: revision + 1 }
  const row = await tx.endpoint.update({ where: { id }, data })
  const said = { secrets: Object.keys(fresh).sort(), previousUntil: until?.toISOString() ?? null }
  await recordEvent({ tx, clock }, principal, { kind: 'endpoint.secrets-renewed', subject, data: said })
  const kept = Object.fromEntries(Object.entries(present).filter(([name]) => !Object.hasOwn(fresh, name)))
  return withSecrets(toEndpointView(vault, row), madeSecrets(channel, checked, kept))
}

function endOf({ previousUntil }: Renewal, now: Date): Date | undefined {
  if (previousUntil === null) return undefined
  const until = previousUntil === undefined ? new Date(now.getTime() + dayMs) : new Date(previousUntil)
  if (until <= now) throw invalidField('/previousUntil', 'instant-past', 'is over: send a later one, or null to end them at once')
  if (until.getTime() > now.getTime() + mostDays * dayMs)
    throw invalidField('/previousUntil', 'too-late', `is more than ${mostDays} days off: send an earlier one`)
  return until
}

/** An outlet that still verifies with the ones before would get nothing that it could verify. */
function requireDone(vault: Vault, row: Prisma.EndpointModel, now: Date): void {
  const standing = findPrevious(vault, row, now)
  if (!standing) return
  throw new Problem(
    'wrong-state',
    `The secrets before the present ones are good until ${standing.until}. Wait, or end them: DELETE /v1/endpoints/${row.id}/secrets/previous.`,
  )
}

function makeFresh(channel: Channel, { settings }: Prisma.EndpointModel): Secrets {
  const made = channel.keepsPrevious && channel.makeSecrets?.(z.record(z.string(), z.unknown()).parse(settings))
  if (made) return made
  const detail = `Dateline makes no secrets for the channel ${channel.key}. Set what it has with PATCH /v1/endpoints/:id.`
  throw new Problem('wrong-state', detail)
}
