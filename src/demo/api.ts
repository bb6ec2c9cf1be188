import { z } from 'zod'

type Call = { body?: unknown; headers?: Record<string, string> }

/** An answer of the API; `body` is undefined where there is none. */
export type Answer = { status: number; etag: string | null; body: unknown }

/** Dateline's public API over the socket, as anybody would call it, with one key. */
export type Api = {
  /** @throws with the problem's own words for every answer of 400 and more */
  call(method: 'GET' | 'POST' | 'PUT', path: string, call?: Call): Promise<Answer>
}

const ProblemBody = z.object({ title: z.string(), detail: z.string().optional() })

/** @param url where the service listens, without a slash at the end */
export function openApi(url: string, key: string): Api {
  return {
    call: async (method, path, { body, headers = {} } = {}) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await response.text()
      if (response.status >= 400) throw new Error(`${method} ${path} was answered ${response.status}: ${explain(text)}`)
      return { status: response.status, etag: response.headers.get('etag'), body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}

function explain(text: string): string {
  try {
    const { title, detail } = ProblemBody.parse(JSON.parse(text))
    return [title, detail].filter(Boolean).join('. ')
  } catch {
    return text.slice(0, 300)
  }
}
