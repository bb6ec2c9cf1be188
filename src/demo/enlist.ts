import type { AppDeps } from '../deps.ts'
import { newId } from '../ids.ts'
import { checkSettings, requireChannel, settingsColumns } from '../outlets/endpoint-settings.ts'
import type { DemoOutlet } from './audience.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'>

/**
 * Writes the audience straight into the database, in bulk: through the API, one outlet and one endpoint at a time, 6,500
 * of them would take longer than everything else together. Settings go through the same checks and the same vault.
 *
 * @param webhookUrl where the paths of the webhook endpoints are
 * @returns the outlets by their ids
 */
export async function enlistAudience(
  { db, clock, vault }: Deps,
  audience: readonly DemoOutlet[],
  webhookUrl: string,
): Promise<Map<string, DemoOutlet>> {
  const now = clock.now()
  const outlets = new Map(audience.map((outlet) => [newId(), outlet]))
  const stamps = { createdAt: now, updatedAt: now }
  await db.outlet.createMany({
    data: [...outlets].map(([id, { name, country, language, sectors, timeZone }]) => ({
      id,
      name,
      country,
      languages: [language],
      sectors,
      timeZone,
      ...stamps,
    })),
  })
  await db.endpoint.createMany({
    data: [...outlets].map(([outletId, { endpoint }]) => {
      const checked = checkSettings(requireChannel(endpoint.channel), settingsOf(endpoint, webhookUrl))
      return {
        outletId,
        channel: endpoint.channel,
        format: endpoint.format,
        ...settingsColumns(vault, checked),
        languages: [],
        ...stamps,
      }
    }),
  })
  return outlets
}

function settingsOf(endpoint: DemoOutlet['endpoint'], webhookUrl: string): Record<string, string> {
  if (endpoint.channel === 'email') return { to: endpoint.address }
  return { url: webhookUrl + endpoint.address, secret: endpoint.secret }
}
