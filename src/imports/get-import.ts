import type { AppDeps } from '../deps.ts'
import { etagOfView } from '../http/etag.ts'
import { notFound } from '../problem.ts'
import { type ImportView, toImportView } from './import.ts'

type Deps = Pick<AppDeps, 'db' | 'signals'>

/** Answer when the import differs from this ETag, or after the time. */
type Unless = { etag: string; waitMs: number; abort?: AbortSignal }

/**
 * An import and how far it is; with `unless`, waits for news.
 *
 * @throws not-found
 */
export async function getImport({ db, signals }: Deps, id: string, unless?: Unless): Promise<ImportView> {
  const deadline = performance.now() + (unless?.waitMs ?? 0)
  for (;;) {
    const row = await db.import.findUnique({ where: { id } })
    if (!row) throw notFound('import')
    const view = toImportView(row)
    const left = deadline - performance.now()
    if (!unless || left <= 0 || unless.abort?.aborted || etagOfView(view) !== unless.etag) return view
    // A signal may be lost: look again every second at least.
    await signals.wait(id, Math.min(left, 1000), unless.abort)
  }
}
