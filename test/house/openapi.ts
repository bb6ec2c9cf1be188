import pino from 'pino'
import { buildApp } from '../../src/app.ts'
import { systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/client.ts'
import { openFast } from '../../src/db/fast.ts'
import type { AppDeps } from '../../src/deps.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { openVault } from '../../src/vault.ts'

/** Where the document is committed. */
export const openApiPath = 'docs/openapi.json'

/**
 * The OpenAPI document as the service would serve it. Its routes are registered and nobody asks them: there is no
 * database and no queue.
 */
export async function writeOpenApi(): Promise<string> {
  const { fetch, close } = openFetch({ allow: [] })
  const app = await buildApp({ ...idle(), fetch })
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), null, 2)}\n`
  } finally {
    await app.close()
    await close()
  }
}

function idle(): Omit<AppDeps, 'fetch'> {
  const nothing = async () => {}
  return {
    config: readConfig({}),
    log: pino({ level: 'silent' }),
    clock: systemClock,
    random: Math.random,
    // Connects with the first query, which never comes.
    db: openDb('postgresql://127.0.0.1:9/nobody', 2),
    fast: openFast('postgresql://127.0.0.1:9/nobody', 1),
    copy: () => Promise.reject(new Error('nothing is copied')),
    alive: () => Promise.reject(new Error('nothing works')),
    connect: () => Promise.reject(new Error('nothing is reached')),
    queue: {
      kind: 'postgres',
      ring: nothing,
      work: nothing,
      pause: nothing,
      ping: async () => false,
      depths: async () => undefined,
      close: nothing,
    },
    signals: { wait: nothing, close: nothing },
    files: {
      kind: 'disk',
      incoming: '',
      put: nothing,
      open: () => Promise.reject(new Error('nothing is kept')),
      remove: nothing,
      close: nothing,
    },
    scan: undefined,
    vault: openVault('routes are registered, nothing is sealed'),
    publicUrl: 'https://wire.example',
    workerName: 'openapi',
  }
}
