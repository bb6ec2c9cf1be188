import { z } from 'zod'
import type { Channel } from '../channels/channel.ts'

/**
 * A setting out of a cell: the text as it is where the channel takes a text there, else the number, truth value or JSON that it
 * stands for. The channel checks it later, with all its settings.
 */
export function readSetting(channel: Channel | undefined, name: string, text: string): unknown {
  const schema: unknown = channel?.settings.shape[name]
  if (!(schema instanceof z.ZodType) || schema.safeParse(text).success) return text
  const value = fromJson(text)
  return value !== undefined && schema.safeParse(value).success ? value : text
}

/** A setting as a cell: the way back. */
export function writeSetting(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
