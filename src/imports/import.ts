import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { findIgnored, IgnoredColumn } from './head.ts'

/**
 * `checking` lasts as long as the request that hands the file in; one that stays so was cut off and is swept away. `failed` is one
 * that Dateline could not apply to its end.
 */
export const importStates = ['checking', 'checked', 'applying', 'applied', 'failed', 'discarded'] as const

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  state: 'checked',
  charset: 'utf-8',
  separator: ';',
  sizeBytes: 10_482_113,
  columns: ['kind', 'externalId', 'name', 'country', 'langauges', 'channel', 'settings.to'],
  ignored: [{ column: 'langauges', suggestion: 'languages' }],
  rows: 92_500,
  creates: 412,
  updates: 37,
  unchanged: 92_042,
  refused: 9,
  applied: 0,
  actor: 'First admin',
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  appliedAt: null,
  failure: null,
} as const

/** A file of outlets, journalists and endpoints, and what it would do or has done. */
export const ImportView = z
  .object({
    id: Id,
    state: z.enum(importStates),
    charset: z.string().meta({ description: 'the encoding that was named or found' }),
    separator: z.string().meta({ description: 'what stands between cells' }),
    sizeBytes: z.int(),
    columns: z.array(z.string()).meta({ description: 'as the file spells them' }),
    ignored: z.array(IgnoredColumn).meta({ description: 'columns that nothing is read of' }),
    rows: z.int(),
    creates: z.int(),
    updates: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    applied: z.int().meta({ description: 'rows that are done with: progress, up to `rows`' }),
    actor: z.string().meta({ description: 'the name of the key that handed it in' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    appliedAt: z.iso.datetime().nullable(),
    failure: z.string().nullable().meta({ description: 'why it is `failed`, and what to do' }),
  })
  .meta({ id: 'Import', example })
export type ImportView = z.infer<typeof ImportView>

/** An import as it stands in a list. */
export const importExample = example

/** A row as the wire's admins may see it. */
export function toImportView(row: Prisma.ImportModel): ImportView {
  return {
    id: row.id,
    state: z.enum(importStates).parse(row.state),
    charset: row.charset,
    separator: row.separator,
    sizeBytes: row.sizeBytes,
    columns: row.columns,
    ignored: findIgnored(row.columns),
    rows: row.rows,
    creates: row.creates,
    updates: row.updates,
    unchanged: row.unchanged,
    refused: row.refused,
    applied: row.applied,
    actor: row.actor,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    appliedAt: row.appliedAt?.toISOString() ?? null,
    failure: row.failure,
  }
}
