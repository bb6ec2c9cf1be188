import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { freePort, waitForPort } from './ports.ts'

const run = promisify(execFile)

/** An OpenStack Swift of one's own on loopback, which speaks S3 by its `s3api`, with a bucket in it: the settings that lead there. */
export type Swift = { env: Record<string, string>; client: S3Client; bucket: string; close(): Promise<void> }

const [bucket, accessKeyId, secretAccessKey] = ['files', 'wire:files', 'the-key-of-the-wire']
const stores = ['account', 'container', 'object'] as const

/** Why there is no Swift to be had here; undefined where there is one. */
export async function findSwift(): Promise<string | undefined> {
  const needed = ['swift-proxy-server', 'swift-account-server', 'swift-container-server', 'swift-object-server', 'memcached']
  return run('which', needed).then(
    () => undefined,
    () => 'Swift is not installed (apt-get install swift-proxy swift-account swift-container swift-object memcached)',
  )
}

/** Starts one: a proxy, a store of each kind with one device, and the memcached that it wants. */
export async function startSwift(): Promise<Swift> {
  const dir = await mkdtemp(join(tmpdir(), 'swift-'))
  await mkdir(join(dir, 'devices', 'one'), { recursive: true })
  const children: ChildProcess[] = []
  const start = async (port: number, command: string, args: string[]) => {
    const child = spawn(command, args, { stdio: 'ignore' })
    children.push(child)
    await waitForPort(port, child)
  }
  const [memory, door] = [await freePort(), await freePort()]
  await writeFile(join(dir, 'swift.conf'), '[swift-hash]\nswift_hash_path_suffix = one\nswift_hash_path_prefix = two\n')
  await writeFile(join(dir, 'proxy.conf'), proxyConf(dir, door, memory))
  const starting = [start(memory, 'memcached', ['-l', '127.0.0.1', '-p', String(memory), '-u', userInfo().username])]
  for (const kind of stores) {
    const port = await freePort()
    await makeRing(dir, kind, port)
    await writeFile(join(dir, `${kind}.conf`), storeConf(dir, kind, port))
    starting.push(start(port, `swift-${kind}-server`, [join(dir, `${kind}.conf`)]))
  }
  await Promise.all([...starting, start(door, 'swift-proxy-server', [join(dir, 'proxy.conf')])])
  const endpoint = `http://127.0.0.1:${door}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    env: { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    client,
    bucket,
    close: async () => {
      client.destroy()
      for (const child of children) {
        const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
        child.kill()
        await ended
      }
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function makeRing(dir: string, kind: string, port: number): Promise<void> {
  const file = join(dir, `${kind}.builder`)
  await run('swift-ring-builder', [file, 'create', '4', '1', '1'])
  await run('swift-ring-builder', [file, 'add', `r1z1-127.0.0.1:${port}/one`, '1'])
  await run('swift-ring-builder', [file, 'rebalance'])
}

function common(dir: string, port: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${dir}
log_address = ${join(dir, 'nowhere')}
`
}

function storeConf(dir: string, kind: string, port: number): string {
  return `${common(dir, port)}devices = ${join(dir, 'devices')}
mount_check = false
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`
}

function proxyConf(dir: string, port: number, memory: number): string {
  const filters = ['catch_errors', 'gatekeeper', 'cache', 's3api', 'tempauth', 'bulk', 'slo', 'dlo', 'versioned_writes']
  const uses = filters.filter((name) => name !== 'cache').map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`)
  return `${common(dir, port)}[pipeline:main]
pipeline = ${filters.join(' ')} proxy-server
${uses
  .join('')
  .replace('egg:swift#s3api\n', 'egg:swift#s3api\nlocation = us-east-1\n')
  .replace('egg:swift#tempauth\n', `egg:swift#tempauth\nuser_${accessKeyId.replace(':', '_')} = ${secretAccessKey} .admin\n`)
  .replace('egg:swift#versioned_writes\n', 'egg:swift#versioned_writes\nallow_versioned_writes = true\n')}[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memory}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
`
}
