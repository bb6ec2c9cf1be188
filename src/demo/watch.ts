import { StatusView } from '../deliveries/status.ts'
import type { Api } from './api.ts'

type Watch = {
  releaseId: string
  /** sees each state that the poll brought, once */
  see: (status: StatusView) => void
  /** asked after each answer, whether it brought anything new or not; true ends the watch */
  isOver: (status: StatusView) => boolean | Promise<boolean>
  signal: AbortSignal
}

/**
 * Polls the status of a release as a company would: `Prefer: wait` is answered when something changes, `If-None-Match` with
 * 304 when nothing did.
 *
 * @returns the last state, and whether it was over by then; false when the signal came first
 */
export async function watchStatus(
  company: Api,
  { releaseId, see, isOver, signal }: Watch,
): Promise<{ status: StatusView; over: boolean }> {
  const path = `/v1/releases/${releaseId}/status`
  let { etag, body } = await company.call('GET', path)
  let status = StatusView.parse(body)
  see(status)
  while (!(await isOver(status))) {
    if (signal.aborted) return { status, over: false }
    const answer = await company.call('GET', path, { headers: { prefer: 'wait=2', 'if-none-match': etag ?? '' } })
    if (answer.status === 304) continue
    ;({ etag, body } = answer)
    status = StatusView.parse(body)
    see(status)
  }
  return { status, over: true }
}
