import type { AnyDb, Tx } from '../db/client.ts'
import type { Quota } from '../http/quota.ts'
import { quotaExceeded } from '../http/quota.ts'
import { notFound } from '../problem.ts'
import { Limits } from './limits.ts'

/** What is counted: releases by the day, recipients by the month. */
export const usageKinds = ['releases', 'recipients'] as const

/** One of usageKinds. */
export type UsageKind = (typeof usageKinds)[number]

/** Whose use of what, and when. */
export type Use = { accountId: string; kind: UsageKind; at: Date }

/** What an account has used in the period that an instant lies in, and how much it may: null is without limit. */
export type Usage = { kind: UsageKind; startsAt: Date; endsAt: Date; used: number; limit: number | null }

/**
 * Reads what an account has used, and how much it may.
 *
 * @throws not-found
 */
export async function readUsage(db: AnyDb, { accountId, kind, at }: Use): Promise<Usage> {
  const period = periodOf(kind, at)
  const [row] = await db.$queryRaw<{ limits: unknown; used: number }[]>`
    SELECT a.limits, coalesce(u.used, 0) AS used
    FROM accounts a LEFT JOIN usages u ON u.account_id = a.id AND u.kind = ${kind} AND u.period = ${period.startsAt}::date
    WHERE a.id = ${accountId}::uuid`
  if (!row) throw notFound('account')
  return { kind, ...period, used: row.used, limit: limitOf(kind, row.limits) }
}

/**
 * Counts a use, at once and for good: of two that want the last unit, one gets it. Whoever rolls back gives it back.
 *
 * @param amount units, 0 or more
 * @returns what is used then
 * @throws quota-exceeded when it does not fit; then nothing is counted
 */
export async function takeUsage(tx: Tx, use: Use, amount: number): Promise<Usage> {
  const { accountId, kind, at } = use
  const { limit, ...period } = await readUsage(tx, use)
  const [row] = await tx.$queryRaw<{ used: number }[]>`
    INSERT INTO usages (account_id, kind, period, used)
    SELECT ${accountId}::uuid, ${kind}, ${period.startsAt}::date, ${amount}::int
    WHERE ${limit}::int IS NULL OR ${amount}::int <= ${limit}::int
    ON CONFLICT (account_id, kind, period) DO UPDATE SET used = usages.used + excluded.used
    WHERE ${limit}::int IS NULL OR usages.used + excluded.used <= ${limit}::int
    RETURNING used`
  if (row) return { ...period, limit, used: row.used }
  throw exceeded(await readUsage(tx, use), at, amount)
}

/**
 * Corrects what was counted at an instant, and asks for no limit: recipients of what was canceled before its hour come back, and
 * what was estimated becomes what it was.
 *
 * @param by units more, or less where it is negative
 */
export async function correctUsage(tx: Tx, { accountId, kind, at }: Use, by: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE usages SET used = greatest(0, used + ${by}::int)
    WHERE account_id = ${accountId}::uuid AND kind = ${kind} AND period = ${periodOf(kind, at).startsAt}::date`
}

/**
 * Refuses what would not fit any more, before work is done for it. Only takeUsage is sure.
 *
 * @throws quota-exceeded
 */
export function requireLeft(usage: Usage, now: Date): void {
  if (usage.limit !== null && usage.used >= usage.limit) throw exceeded(usage, now, 1)
}

/** A usage as the headers of an answer tell it; undefined where there is no limit. */
export function toQuota({ kind, startsAt, endsAt, used, limit }: Usage, now: Date): Quota | undefined {
  if (limit === null) return undefined
  const seconds = (endsAt.getTime() - startsAt.getTime()) / 1000
  const leftSeconds = Math.ceil((endsAt.getTime() - now.getTime()) / 1000)
  const left = Math.max(0, limit - used)
  if (kind === 'releases') return { name: 'releases-per-day', limit, left, period: { seconds, leftSeconds } }
  return { name: 'recipients-per-month', limit, left, unit: 'recipients', period: { seconds, leftSeconds } }
}

function exceeded(usage: Usage, now: Date, amount: number): Error {
  const quota = toQuota(usage, now)
  if (!quota) return new Error(`No ${usage.kind} counted where there is no limit`)
  const [unit, period] = usage.kind === 'releases' ? ['releases', 'a day'] : ['recipients', 'a month']
  const detail =
    `This account may have ${quota.limit} ${unit} ${period} and has ${quota.left} left; this needs ${amount}. ` +
    `The next period begins at ${usage.endsAt.toISOString()}. Wait for it, or ask an admin of the wire for more.`
  return quotaExceeded(quota, detail)
}

function limitOf(kind: UsageKind, given: unknown): number | null {
  const { releasesPerDay, recipientsPerMonth } = Limits.parse(given)
  return kind === 'releases' ? releasesPerDay : recipientsPerMonth
}

/** The day or month, UTC, that an instant lies in. */
function periodOf(kind: UsageKind, at: Date): { startsAt: Date; endsAt: Date } {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  const [from, to] = kind === 'releases' ? [at.getUTCDate(), at.getUTCDate() + 1] : [1, 1]
  const endMonth = kind === 'releases' ? month : month + 1
  return { startsAt: new Date(Date.UTC(year, month, from)), endsAt: new Date(Date.UTC(year, endMonth, to)) }
}
