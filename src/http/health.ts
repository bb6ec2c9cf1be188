import { z } from 'zod'
import type { Db } from '../db/client.ts'
import type { Queue } from '../queue/queue.ts'
import type { App } from './server.ts'

const Health = z.object({ status: z.literal('ok') }).meta({ example: { status: 'ok' } })

const Readiness = z
  .object({ status: z.enum(['ok', 'degraded', 'down']), database: z.boolean(), queue: z.boolean() })
  .meta({ example: { status: 'ok', database: true, queue: true } })

/**
 * `/healthz`: the process lives. `/readyz`: it can work; 503 without the database, `degraded` without the queue, since
 * releases are taken and sweep delivers while the queue is away.
 */
export function serveHealth(app: App, { db, queue }: { db: Db; queue: Queue }): void {
  const config = { roles: 'public' } as const
  const tags = ['operations']
  app.get(
    '/healthz',
    { config, logLevel: 'warn', schema: { tags, summary: 'Is the process alive?', response: { 200: Health } } },
    async () => ({
      status: 'ok' as const,
    }),
  )
  const schema = { tags, summary: 'Can it work?', response: { 200: Readiness, 503: Readiness } }
  app.get('/readyz', { config, logLevel: 'warn', schema }, async (_req, reply) => {
    const [database, queueAnswers] = await Promise.all([
      db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
      queue.ping(),
    ])
    const status = database ? (queueAnswers ? 'ok' : 'degraded') : 'down'
    return reply.code(database ? 200 : 503).send({ status, database, queue: queueAnswers })
  })
}
