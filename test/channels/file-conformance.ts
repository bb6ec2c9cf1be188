import { join } from 'node:path'
import type { Channel } from '../../src/channels/channel.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from './conformance.ts'
import { openDoors } from './doors.ts'
import { readArrivals } from './file-arrivals.ts'

/** A server that takes files, and what an endpoint there is set to beside host, port and file name. */
type FarFiles = {
  server: { port: number; directory: string; close(): Promise<void> }
  settings: object
  /** where files go as the endpoint is told; left out: where whoever logs in begins */
  directory?: string
  secret: string
}

const loopback = { allow: ['127.0.0.0/8'] }

/** The suite that every channel passes, for one that uploads files. */
export function checkFileConformance(channel: Channel, start: () => Promise<FarFiles>): void {
  checkConformance(channel, async () => {
    const { server, settings, directory = '', secret } = await start()
    const doors = await openDoors(server.port)
    const { fetch, close } = openFetch(loopback)
    const sender = channel.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
    return {
      sender,
      settings: (behaviour) => {
        const place = behaviour === 'refuse' ? join(directory, 'missing') : directory
        return {
          ...{ host: '127.0.0.1', port: doors.portOf(behaviour), fileName: '{delivery}.{ext}' },
          ...settings,
          ...(place === '' ? {} : { directory: place }),
        }
      },
      secrets: [secret],
      keepsOne: true,
      arrivals: () => readArrivals(server.directory),
      close: async () => {
        await sender.close()
        await doors.close()
        await server.close()
        await close()
      },
    }
  })
}
