import type { Channel } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import { type EndpointSettings, parseSettings } from '../channels/settings.ts'
import { invalidField, Problem } from '../problem.ts'
import type { Vault } from '../vault.ts'
import { type Secrets, sealSecrets } from './endpoint-secrets.ts'

/**
 * The channel of an endpoint.
 *
 * @throws invalid for one that this version of Dateline does not have
 */
export function requireChannel(key: string): Channel {
  const channel = findChannel(key)
  if (!channel) throw invalidField('/channel', 'channel', 'is not a channel of this installation')
  return channel
}

/**
 * Checks what a caller set.
 *
 * @param present what stands where nothing is given: the secrets, and what its channel keeps; left out for a new endpoint, which may get made-up secrets
 * @throws invalid, with pointers into `/settings`, quoting no value
 */
export function checkSettings(channel: Channel, given: unknown, present?: Secrets): EndpointSettings {
  const parsed = parseSettings(channel, given, present)
  if (parsed.success) return requireStorable(parsed.settings)
  const errors = parsed.issues.flatMap((issue) =>
    // An unknown setting is told where it stands, as http/errors.ts tells unknown fields.
    (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]).map((path) => ({
      pointer: ['/settings', ...path.map(escapePointer)].join('/'),
      code: issue.code,
      detail: issue.message,
    })),
  )
  const [first] = errors
  throw new Problem('invalid', `${first?.pointer ?? '/settings'}: ${first?.detail ?? 'is wrong'}`, { errors })
}

/** The settings that stay where a change leaves them out, though they are no secrets. */
export function keptSettings({ keeps = [] }: Channel, settings: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(settings)).filter(([name]) => keeps.includes(name)))
}

/** Postgres keeps neither NUL nor half a surrogate pair, and a channel's schema may let them pass. */
function requireStorable(settings: EndpointSettings): EndpointSettings {
  for (const [name, value] of Object.entries(settings.shown)) {
    if (/[\0\p{Surrogate}]/u.test(textOf(value)))
      throw invalidField(`/settings/${escapePointer(name)}`, 'characters', 'must not contain NUL or halves of characters')
  }
  return settings
}

/** Every string in a value, one after the other. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value !== null && typeof value === 'object' ? Object.entries(value).flat().map(textOf).join(' ') : ''
}

/** @throws invalid for a format that the channel does not send */
export function checkFormat({ key, formats }: Channel, format: string): string {
  if (formats.includes(format)) return format
  throw invalidField('/format', 'format', `${key} sends ${formats.join(' or ')}`)
}

/** The columns that follow from settings. */
export function settingsColumns(vault: Vault, { shown, secrets, address, host }: EndpointSettings) {
  return { settings: shown, secrets: sealSecrets(vault, secrets), address, addressHash: vault.hashAddress(address), host }
}

function escapePointer(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1')
}
