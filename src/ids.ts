import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'

/** A UUID v7: sorts by the time it was made. */
export function newId(): string {
  return randomUUIDv7()
}

/** An id as the API takes it. */
export const Id = z.uuid().toLowerCase().meta({ description: 'UUID v7', example: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f' })

/** A secret of 256 random bits, in the alphabet of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a text in UTF-8. */
export function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text, 'utf8').digest())
}

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
