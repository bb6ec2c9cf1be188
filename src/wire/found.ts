import { createAccount } from '../accounts/create-account.ts'
import { createApiKey } from '../accounts/create-key.ts'
import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import { homeHere } from '../db/home.ts'
import type { AppDeps } from '../deps.ts'
import { defaultSectors } from '../sectors/vocabulary.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** What a new wire is called until its admin says otherwise. */
type Name = { name: string; url: string; senderAddress: string }

const unnamed: Name = { name: 'Dateline', url: 'https://dateline.example', senderAddress: 'news@dateline.example' }

/**
 * Creates the wire, its sectors, its own account and its first admin, if there is none yet.
 *
 * @returns the first admin's key, to be shown once; undefined when the wire exists
 */
export async function foundWire({ db, clock }: Deps, { name, url, senderAddress }: Name = unnamed): Promise<string | undefined> {
  return inTransaction(db, async (tx) => {
    const now = clock.now()
    // Two processes may start at once: the second waits here and then finds the wire.
    const created = await tx.$executeRaw`
      INSERT INTO wires (singleton, name, url, sender_name, sender_address, home, created_at, updated_at)
      VALUES (true, ${name}, ${url}, ${name}, ${senderAddress}, ${homeHere}, ${now}, ${now}) ON CONFLICT DO NOTHING`
    if (created === 0) return undefined
    const sectors = defaultSectors.map((sector, position) => ({
      key: sector.key,
      labels: sector.labels,
      mediaTopic: sector.mediaTopic ?? null,
      position,
      createdAt: now,
      updatedAt: now,
    }))
    await tx.sector.createMany({ data: sectors })
    const data = { after: { name, url, senderAddress, sectors: sectors.map(({ key }) => key) } }
    await recordEvent({ tx, clock }, undefined, { kind: 'wire.founded', subject: { type: 'wire', id: 'wire' }, data })
    const account = await createAccount({ tx, clock }, undefined, { name, kind: 'wire', trusted: true })
    const admin = { name: 'First admin', role: 'admin', mode: 'live', expiresAt: null } as const
    const { key } = await createApiKey({ tx, clock }, undefined, account.id, admin)
    return key
  })
}
