import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { expectStatus } from '../harness/client.ts'
import type { Stage } from '../harness/stage.ts'

/** A machine that outlets have their endpoints on: it writes down each request, by its own clock, before it answers. */
export type FarSide = {
  host: string
  arrivals: { atMs: number; id: string }[]
  /** how it answers from now on; by default it takes everything */
  answer(how: (res: ServerResponse) => void): void
  /** makes outlets with an endpoint here, and a list of them */
  list(stage: Stage, count: number): Promise<{ id: string; outletIds: string[] }>
  close(): Promise<void>
}

export async function startFarSide(): Promise<FarSide> {
  const arrivals: FarSide['arrivals'] = []
  let how = (res: ServerResponse): void => void res.end('taken')
  const server = createServer((req, res) => {
    arrivals.push({ atMs: performance.now(), id: String(req.headers['webhook-id']) })
    req.resume()
    how(res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    host: `127.0.0.1:${port}`,
    arrivals,
    answer: (next) => {
      how = next
    },
    list: async ({ admin }, count) => {
      const outletIds: string[] = []
      for (let n = 0; n < count; n++) {
        const outlet = { name: `Outlet ${n}`, country: 'AE', languages: ['en'], sectors: [], timeZone: 'Asia/Dubai' }
        const { id } = expectStatus(await admin.post('/v1/outlets', outlet), 201).json
        const endpoint = { channel: 'webhook', settings: { url: `http://127.0.0.1:${port}/${n}` } }
        expectStatus(await admin.post(`/v1/outlets/${id}/endpoints`, endpoint), 201)
        outletIds.push(id)
      }
      const { id } = expectStatus(await admin.post('/v1/outlet-lists', { name: `At ${port}` }), 201).json
      expectStatus(await admin.post(`/v1/outlet-lists/${id}/members`, { outletIds }), 200)
      return { id, outletIds }
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** The most that arrived in any window, looking from each arrival. */
export function mostInAWindow({ arrivals }: FarSide, windowMs: number): number {
  return Math.max(
    ...arrivals.map(({ atMs: from }) => arrivals.filter(({ atMs }) => atMs >= from && atMs < from + windowMs).length),
  )
}
