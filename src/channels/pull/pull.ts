import { z } from 'zod'
import { available, noReasons, OwnId, ownHost } from '../available.ts'
import type { Channel } from '../channel.ts'

/** A pull endpoint needs nothing to be set: its outlet fetches with keys of its own. */
export const PullSettings = z.strictObject({ id: OwnId })

/** An outlet that asks: `GET /v1/wire/items?since=`, in any format. A delivery is available from its hour until it is fetched. */
export const pull: Channel = {
  key: 'pull',
  class: 'machine',
  isFetched: true,
  settings: PullSettings,
  secrets: [],
  keeps: ['id'],
  formats: ['ninjs', 'ninjs-2.2', 'newsml-g2', 'nitf', 'json-ld', 'html', 'text'],
  renders: () => [],
  address: (settings) => `pull:${PullSettings.parse(settings).id}`,
  host: () => ownHost,
  reasons: noReasons,
  deadlineMs: 1_000,
  open: () => available,
}
