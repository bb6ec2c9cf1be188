/** An answer of the API, with its status as it is. */
export type Answer = { status: number; json: Json }

// biome-ignore lint/suspicious/noExplicitAny: a bench reads answers as a client without types would
type Json = any

type Call = { body?: unknown; csv?: string; headers?: Record<string, string> }

/** The public API over a socket, with one key. */
export type Client = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, call?: Call) => Promise<Answer>

/** @throws for every answer of 400 and more, with its words */
export function openClient(url: string, key: string): Client {
  return async (method, path, { body, csv, headers = {} } = {}) => {
    const type = csv === undefined ? 'application/json' : 'text/csv'
    const content = csv ?? (body === undefined ? undefined : JSON.stringify(body))
    const res = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(content === undefined ? {} : { 'content-type': type }), ...headers },
      body: content,
    })
    const text = await res.text()
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text.slice(0, 500)}`)
    return { status: res.status, json: /json/.test(res.headers.get('content-type') ?? '') ? JSON.parse(text) : text }
  }
}

/** Asks until there is an answer; each asking is a round trip, so nothing spins. */
export async function until<T>(ask: () => Promise<T | undefined | false>, withinMs = 600_000): Promise<T> {
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`it did not come to pass within ${withinMs} ms`)
}

let made = 0

/** A release of one English edition to some lists: handed in by the wire's own account, approved as trusted. */
export async function makeRelease(
  api: Client,
  issuerId: string,
  listIds: string[],
  urgency = 4,
  text = 'A text.',
): Promise<string> {
  const { json } = await api('POST', '/v1/releases', {
    body: {
      issuerIds: [issuerId],
      urgency,
      source: { kind: 'issuer' },
      editions: [
        {
          language: 'en',
          headline: `A bench, ${++made}`,
          dateline: { place: 'Dubai' },
          body: { format: 'text', content: text },
        },
      ],
      contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      targets: listIds.map((outletListId) => ({ language: 'en', outletListId })),
    },
  })
  await api('PUT', `/v1/releases/${json.id}/submission`)
  return json.id
}

/** An issuer that the key's own account acts for. */
export async function makeIssuer(api: Client): Promise<string> {
  const { json: me } = await api('GET', '/v1/me')
  const { json: issuer } = await api('POST', '/v1/issuers', { body: { names: { en: 'Acme' }, domain: 'acme.example' } })
  await api('PUT', `/v1/accounts/${me.account.id}/issuers/${issuer.id}`)
  return issuer.id
}

/** Hands in a file, applies it, and waits until that is done. */
export async function importCsv(api: Client, csv: Iterable<string>): Promise<Json> {
  const { json: checked } = await api('POST', '/v1/outlets/imports', { csv: [...csv].join('\n') })
  if (checked.refused > 0) throw new Error(`${checked.refused} rows were refused`)
  await api('PUT', `/v1/outlets/imports/${checked.id}/application`)
  return until(async () => {
    const { json } = await api('GET', `/v1/outlets/imports/${checked.id}`)
    return json.state === 'applied' && json
  })
}
