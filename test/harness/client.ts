import assert from 'node:assert/strict'
import type { App } from '../../src/http/server.ts'

/** What came back. `json` is whatever the body holds; `problem` its key, where it is a problem. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client without types would
export type Answer = { status: number; headers: Record<string, unknown>; text: string; json: any; problem: string | undefined }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A client of the API with one key. */
export type Client = {
  send(method: Method, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(url: string, headers?: Record<string, string>): Promise<Answer>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(url: string, headers?: Record<string, string>): Promise<Answer>
}

export function openClient(app: App, token?: string): Client {
  const authorization = token ? { authorization: `Bearer ${token}` } : {}
  const send: Client['send'] = async (method, url, body, headers = {}) => {
    const payload = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const res = await app.inject({ method, url, headers: { ...authorization, ...type, ...headers }, ...payload })
    const isJson = /[/+]json\b/.test(String(res.headers['content-type'] ?? ''))
    const json = isJson && res.body !== '' ? JSON.parse(res.body) : undefined
    const problem = typeof json?.type === 'string' ? json.type.replace('/problems/', '') : undefined
    return { status: res.statusCode, headers: res.headers, text: res.body, json, problem }
  }
  return {
    send,
    get: (url, headers) => send('GET', url, undefined, headers),
    post: (url, body, headers) => send('POST', url, body, headers),
    put: (url, body, headers) => send('PUT', url, body, headers),
    patch: (url, body, headers) => send('PATCH', url, body, headers),
    delete: (url, headers) => send('DELETE', url, undefined, headers),
  }
}

/** Fails with the answer's own words when it is not the status that was expected. */
export function expectStatus(answer: Answer, status: number): Answer {
  assert.equal(answer.status, status, `expected ${status}, got ${answer.status}: ${answer.text.slice(0, 1000)}`)
  return answer
}
