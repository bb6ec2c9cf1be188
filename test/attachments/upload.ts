import type { Answer } from '../harness/client.ts'
import type { Service } from '../harness/service.ts'

type Options = { filename?: string; headers?: Record<string, string> }

/** Hands a file in with a key, and returns the answer. */
export async function upload({ app }: Pick<Service, 'app'>, key: string, bytes: Buffer, options: Options = {}): Promise<Answer> {
  const { filename, headers = {} } = options
  const res = await app.inject({
    method: 'POST',
    url: `/v1/attachments${filename === undefined ? '' : `?filename=${encodeURIComponent(filename)}`}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream', ...headers },
    payload: bytes,
  })
  const json = res.body === '' ? undefined : JSON.parse(res.body)
  const problem = typeof json?.type === 'string' ? json.type.replace('/problems/', '') : undefined
  return { status: res.statusCode, headers: res.headers, text: res.body, json, problem }
}

/** What a file's address answers: its bytes as they come. */
export async function fetchFile({ app }: Pick<Service, 'app'>, url: string, headers: Record<string, string> = {}) {
  const { pathname, search } = new URL(url, 'https://wire.example')
  const res = await app.inject({ method: 'GET', url: `${pathname}${search}`, headers })
  const isProblem = String(res.headers['content-type']).startsWith('application/problem+json')
  const problem = isProblem ? String(JSON.parse(res.body).type).replace('/problems/', '') : undefined
  return { status: res.statusCode, headers: res.headers, bytes: res.rawPayload, problem }
}
