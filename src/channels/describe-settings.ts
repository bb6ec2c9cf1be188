import { z } from 'zod'
import { channels } from './list.ts'

/** What an endpoint of each channel is set up with, as JSON Schema, one after the other. Secrets that the channel can make may be left out. */
export function describeSettings(): z.core.JSONSchema.BaseSchema[] {
  return channels.map(({ key, settings, secrets, makeSecrets }) => {
    const { $schema: _, required = [], ...schema } = z.toJSONSchema(settings, { io: 'input' })
    const needed = required.filter((name) => !makeSecrets || !secrets.includes(name))
    return { title: key, ...schema, required: needed }
  })
}
