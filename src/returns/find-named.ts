import { readReturnPath } from '../deliveries/return-path.ts'
import { readUnsubscribeToken } from '../deliveries/unsubscribe-link.ts'
import type { AppDeps } from '../deps.ts'
import { Id } from '../ids.ts'
import type { Returned } from './report.ts'

type Deps = Pick<AppDeps, 'vault' | 'config'>

/** A delivery that a report is about. Proven: the report carries what only we and who got the mail can know. */
export type Named = { deliveryId: string; proven: boolean }

/**
 * Which delivery a mail came back of: by a return path that we signed, else by the signed link in the header that came back. The
 * `Message-ID` alone names it, too, but proves nothing: whoever sees the ledger knows it.
 *
 * @param addresses where the report was sent to, and where it says that the mail had come from
 */
export function findNamed(deps: Deps, addresses: string[], returned: Returned): Named | undefined {
  for (const address of [...addresses, returned.get('return-path') ?? '']) {
    const deliveryId = readReturnPath(deps, address)
    if (deliveryId) return { deliveryId, proven: true }
  }
  const token = /\/v1\/unsubscribe\/([\w.-]{1,200})/.exec(returned.get('list-unsubscribe') ?? '')?.[1]
  const linked = token && readUnsubscribeToken(deps, token)
  if (linked) return { deliveryId: linked, proven: true }
  const { data } = Id.safeParse(/^<?([^@\s<>]{1,64})@/.exec(returned.get('message-id') ?? '')?.[1])
  return data === undefined ? undefined : { deliveryId: data, proven: false }
}
