import { z } from 'zod'
import { channels } from './list.ts'

/** The key of a channel as the API takes it. */
export const ChannelKey = z.enum(channels.map((channel) => channel.key)).meta({ example: 'webhook' })
