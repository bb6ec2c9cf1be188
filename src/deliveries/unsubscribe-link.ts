import type { Vault } from '../vault.ts'

type Deps = { vault: Vault; publicUrl: string }

/** The one-click address of a delivery (RFC 8058): names the delivery, signed, valid as long as the ledger knows it. */
export function unsubscribeUrl({ vault, publicUrl }: Deps, deliveryId: string): string {
  return `${publicUrl}/v1/unsubscribe/${deliveryId}.${vault.sign(`unsubscribe ${deliveryId}`)}`
}

/** @returns the delivery that a token names, undefined for one that we did not sign */
export function readUnsubscribeToken({ vault }: Pick<Deps, 'vault'>, token: string): string | undefined {
  const [deliveryId, signature] = token.split('.')
  if (!deliveryId || !signature) return undefined
  return vault.verify(`unsubscribe ${deliveryId}`, signature) ? deliveryId : undefined
}
