import type { Channel } from '../channels/channel.ts'
import type { EndpointSettings } from '../channels/settings.ts'

/**
 * The secrets that Dateline made up just now and that whoever sets up the far side has to know, to be shown this once. A secret with
 * a public half is shown to nobody.
 *
 * @param known what the caller sent or the endpoint had before
 */
export function madeSecrets(
  channel: Channel,
  { shown, secrets }: EndpointSettings,
  known: Record<string, unknown>,
): Record<string, string> {
  const publicKeys = channel.publicKeys?.({ ...shown, ...secrets }) ?? {}
  const isNews = (name: string) => !Object.hasOwn(known, name) && !Object.hasOwn(publicKeys, name)
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, value]) => (isNews(name) && typeof value === 'string' ? [[name, value]] : [])),
  )
}
