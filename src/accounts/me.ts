import { z } from 'zod'
import type { AnyDb } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { AccountView, toAccountView } from './account.ts'
import { ApiKeyView, toApiKeyView } from './key.ts'

/** Who is asking: the key that came with the request, and its account. */
export const Me = z
  .object({ key: ApiKeyView, account: AccountView })
  .meta({ example: { key: ApiKeyView.meta()?.example, account: AccountView.meta()?.example } })

export type Me = z.infer<typeof Me>

/** Tells a principal who it is. */
export async function getMe({ db }: { db: AnyDb }, { keyId }: Principal): Promise<Me> {
  const { account, ...key } = await db.apiKey.findUniqueOrThrow({ where: { id: keyId }, include: { account: true } })
  return { key: toApiKeyView(key), account: toAccountView(account) }
}
