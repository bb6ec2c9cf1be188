import type { Channel } from '../channels/channel.ts'
import { FeedSettings } from '../channels/feed/feed.ts'
import type { AppDeps } from '../deps.ts'
import type { Document, Rendering } from '../formats/document.ts'
import { feedFormats } from '../formats/feeds/list.ts'
import { render } from '../formats/list.ts'

type Tested = {
  channel: Channel
  endpoint: { id: string; settings: unknown }
  format: string
  document: Document
}

/**
 * What a test shows as bytes: what its channel hands over, and of what is fetched what would be. A feed is shown with the test for its only
 * entry, under an address without a key.
 */
export function testRenderings(
  { publicUrl }: Pick<AppDeps, 'publicUrl'>,
  { channel, endpoint, format, document }: Tested,
): Rendering[] {
  if (!channel.isFetched) return channel.renders(format).map((one) => render(one, document))
  const feed = feedFormats[format]
  if (!feed) return [render(format, document)]
  const { uri: id, wire, releasedAt: updatedAt, versionKind } = document
  const { title = wire.name } = FeedSettings.parse(endpoint.settings)
  const head = {
    id: `urn:dateline:feed:${endpoint.id}`,
    title,
    selfUrl: `${publicUrl}/v1/feeds/KEY`,
    homeUrl: wire.url,
    updatedAt,
  }
  const text = feed.write(head, [{ document, id, updatedAt, publishedAt: updatedAt, withdrawn: versionKind === 'kill' }])
  return [{ format, contentType: feed.contentType, bytes: new TextEncoder().encode(text) }]
}
