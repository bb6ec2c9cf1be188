import { Cluster, Redis } from 'ioredis'

type Parts = {
  username?: string
  password?: string
  hosts: { host: string; port: number }[]
  name: string
  tls: boolean
  kind: string
}

/**
 * Opens a connection that BullMQ can use.
 *
 * @param url `redis://user:password@host:6379/0`; `redis-sentinel://user:password@host:26379,host:26379/NAME`, where NAME is what the
 *   sentinels call the master; `redis-cluster://user:password@host:6379,host:6379`. With `rediss` each goes over TLS.
 * @returns `tag`: what keys must begin with so that all of a queue lie on one node, as BullMQ needs it in a cluster
 */
export function openRedis(url: string): { connection: Redis | Cluster; tag: (prefix: string) => string } {
  const same = (prefix: string) => prefix
  if (/^rediss?:/.test(url)) return { connection: new Redis(url, { maxRetriesPerRequest: null }), tag: same }
  const { hosts, name, tls, kind, ...login } = parse(url)
  const options = { ...login, ...(tls ? { tls: {} } : {}) }
  if (kind === 'cluster') {
    const connection = new Cluster(hosts, { redisOptions: { ...options, maxRetriesPerRequest: null } })
    return { connection, tag: (prefix) => `{${prefix}}` }
  }
  const sentinel = { sentinels: hosts, name, ...(tls ? { enableTLSForSentinelMode: true } : {}) }
  return { connection: new Redis({ ...options, ...sentinel, maxRetriesPerRequest: null }), tag: same }
}

function parse(url: string): Parts {
  const found = /^redis(?<tls>s?)-(?<kind>sentinel|cluster):\/\/(?:(?<login>[^@]*)@)?(?<hosts>[^/]+)\/?(?<name>.*)$/.exec(
    url,
  )?.groups
  if (!found) throw new Error('REDIS_URL is none of redis://, redis-sentinel:// and redis-cluster://')
  const { tls, kind = '', login = '', hosts = '', name = '' } = found
  const [user = '', password = ''] = login.split(':').map(decodeURIComponent)
  const port = kind === 'sentinel' ? 26_379 : 6379
  return {
    ...(user ? { username: user } : {}),
    ...(password ? { password } : {}),
    hosts: hosts.split(',').map((each) => {
      const [host = '', given] = each.split(/:(?=\d+$)/)
      return { host, port: given ? Number(given) : port }
    }),
    name: decodeURIComponent(name),
    tls: tls === 's',
    kind,
  }
}
