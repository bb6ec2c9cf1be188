import type { App } from '../../src/http/server.ts'

/** A route of the API, as it is registered. */
export type Route = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; name: string }

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Every route that changes something, hidden ones too. */
export function mutationsOf(app: App): Route[] {
  return routesOf(app).filter(({ method }) => method !== 'GET')
}

/** Every route, read off Fastify's own tree. */
export function routesOf(app: App): Route[] {
  const parents: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', given = ''] = /^([│ ]*)[├└]── (\S+) \(([^)]+)\)/.exec(line) ?? []
      const depth = indent.length / 4
      const path = `${depth > 0 ? parents[depth - 1] : ''}${part}`
      parents[depth] = path
      return methods
        .filter((method) => given.split(', ').includes(method))
        .map((method) => ({ method, path, name: `${method} ${path}` }))
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
