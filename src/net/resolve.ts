import dns, { type LookupAddress } from 'node:dns'
import { readFileSync } from 'node:fs'

/** Finds the addresses behind a name. Rejects with an error whose code tells why there are none. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

/** A name server that is slower than this is one that does not answer. */
const patienceMs = 4_000
/** Long enough for the burst of a release, too short to miss a move. */
const keptMs = 10_000

/**
 * Opens the way from names to addresses. Names of the world are asked of DNS itself: the system's own lookup would answer two at
 * a time, so that two names with a slow server would hold up all others. What DNS does not know, single words and names in
 * /etc/hosts are left to the system.
 *
 * An answer is shared by everybody who asks within ten seconds.
 */
export function openResolve(): Resolve {
  const local = readHostsFile()
  const resolver = new dns.promises.Resolver({ timeout: 1_300, tries: 2 })
  resolver.setServers(dns.getServers())
  const known = new Map<string, Promise<LookupAddress[]>>()
  return (hostname) => {
    const found = known.get(hostname) ?? find(resolver, local, hostname)
    if (known.has(hostname)) return found
    known.set(hostname, found)
    const forget = () => known.delete(hostname)
    found.then(() => setTimeout(forget, keptMs).unref(), forget)
    return found
  }
}

type Resolver = InstanceType<typeof dns.promises.Resolver>

async function find(resolver: Resolver, local: Set<string>, hostname: string): Promise<LookupAddress[]> {
  if (hostname.includes('.') && !local.has(hostname)) {
    const found = await askDns(resolver, hostname)
    if (found.length > 0) return found
  }
  return dns.promises.lookup(hostname, { all: true })
}

/** @returns nothing where DNS knows nothing; whoever was silent is not asked again in another way */
async function askDns(resolver: Resolver, hostname: string): Promise<LookupAddress[]> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error('The name server does not answer'), { code: dns.TIMEOUT })
    timer = setTimeout(reject, patienceMs, error)
  })
  const ask = async (family: 4 | 6) => {
    const addresses = await (family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname))
    return addresses.map((address) => ({ address, family }))
  }
  const answers = await Promise.allSettled([ask(4), ask(6)].map((answer) => Promise.race([answer, silence])))
  clearTimeout(timer)
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  const silent = answers.find((answer) => answer.status === 'rejected' && codeOf(answer.reason) === dns.TIMEOUT)
  if (found.length === 0 && silent?.status === 'rejected') throw silent.reason
  return found
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function readHostsFile(): Set<string> {
  try {
    const lines = readFileSync('/etc/hosts', 'utf8').split('\n')
    return new Set(lines.flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)))
  } catch {
    // No such file: then nothing stands in it.
    return new Set()
  }
}
