import { Problem } from '../problem.ts'

const algorithms = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const

/** How a digest is called in the header, and by node. */
export type Algorithm = (typeof algorithms)[keyof typeof algorithms]

/** What the sender says that the bytes are, base64. */
export type GivenDigests = Partial<Record<Algorithm, string>>

const field = /^\s*([a-z*][a-z\d_.*-]*)=:([a-z\d+/]*={0,2}):\s*(?:;.*)?$/i

/**
 * The digests that a request names (RFC 9530). Of a file that is sent as it is, `Content-Digest` and `Repr-Digest` say the same. Algorithms
 * that we do not know, or that prove nothing any more, are passed over.
 *
 * @throws malformed-request for a header that cannot be read
 */
export function readDigests(headers: readonly (string | undefined)[]): GivenDigests {
  const given: GivenDigests = {}
  const members = headers.flatMap((header) => (header === undefined ? [] : header.split(',')))
  for (const member of members) {
    const [, name, value] = field.exec(member) ?? []
    if (name === undefined || value === undefined) {
      throw new Problem('malformed-request', 'Write a digest as in RFC 9530: Content-Digest: sha-256=:<base64>:')
    }
    const algorithm = findAlgorithm(name)
    if (!algorithm) continue
    if (given[algorithm] !== undefined && given[algorithm] !== value) throw mismatch(name)
    given[algorithm] = value
  }
  return given
}

/** @throws digest-mismatch where the bytes are others than the sender says */
export function requireDigests(given: GivenDigests, digests: Readonly<Record<Algorithm, Buffer>>): void {
  for (const [name, algorithm] of Object.entries(algorithms)) {
    const said = given[algorithm]
    if (said !== undefined && !Buffer.from(said, 'base64').equals(digests[algorithm])) throw mismatch(name)
  }
}

/** A SHA-256 as `Repr-Digest` has it. */
export function reprDigest(sha256: Uint8Array): string {
  return `sha-256=:${Buffer.from(sha256).toString('base64')}:`
}

function findAlgorithm(name: string): Algorithm | undefined {
  const key = name.toLowerCase()
  return key === 'sha-256' || key === 'sha-512' ? algorithms[key] : undefined
}

function mismatch(name: string): Problem {
  const detail = `What arrived has another ${name} than the request says. Nothing of it was kept: send the file again.`
  return new Problem('digest-mismatch', detail)
}
