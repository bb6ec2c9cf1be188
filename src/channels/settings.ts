import { z } from 'zod'
import type { Channel } from './channel.ts'

const Values = z.record(z.string(), z.json())
type Values = z.infer<typeof Values>

/** How an endpoint is set up, checked and sorted for keeping. */
export type EndpointSettings = {
  /** what may be shown, and is kept as it is */
  shown: Values
  /** what is kept sealed and never shown again; empty where the channel has no secrets. `previous`: those that were replaced */
  secrets: Values
  /** for people: a mailbox, a URL */
  address: string
  /** what pace and breakers count by */
  host: string
}

/** Secrets that were replaced, by the names of the present ones, and until when they are good. */
export const Previous = z.record(z.string(), z.json()).and(z.object({ until: z.iso.datetime() }))
export type Previous = z.infer<typeof Previous>

/**
 * Checks the settings of an endpoint with its channel's own schema.
 *
 * @param given what the caller sent
 * @param secrets what stands where the caller gave none: the endpoint's present secrets. What is missing after that is made up
 *   where its channel can make it
 * @returns the settings, or the issues, whose paths begin inside the settings and which quote no values
 */
export function parseSettings(
  channel: Channel,
  given: unknown,
  { previous, ...secrets }: Record<string, unknown> = {},
): { success: true; settings: EndpointSettings } | { success: false; issues: z.core.$ZodIssue[] } {
  const input = z.record(z.string(), z.unknown()).safeParse(given)
  const made = input.success ? channel.makeSecrets?.(input.data) : undefined
  const parsed = channel.settings.safeParse(input.success ? { ...made, ...secrets, ...input.data } : given)
  if (!parsed.success) return { success: false, issues: parsed.error.issues }
  const values = Values.parse(parsed.data)
  const split = splitSecrets(channel, values)
  return {
    success: true,
    settings: {
      shown: split.shown,
      secrets: previous === undefined ? split.secrets : { ...split.secrets, previous: Previous.parse(previous) },
      address: channel.address(values),
      host: channel.host(values),
    },
  }
}

/** Sorts settings into what may be shown and what may not. To hand them to a channel: `{ ...shown, ...secrets }`. */
export function splitSecrets(channel: Channel, settings: Values): { shown: Values; secrets: Values } {
  const isSecret = ([name]: [string, unknown]) => channel.secrets.includes(name)
  const entries = Object.entries(settings)
  return {
    shown: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(entries.filter(isSecret)),
  }
}
