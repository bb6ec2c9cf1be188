import assert from 'node:assert/strict'
import { z } from 'zod'
import type { WordpressSite } from './wordpress-site.ts'

const Raw = z.object({ raw: z.string() })

/** A post as its editors see it. */
export const EditedPost = z.object({
  id: z.number(),
  slug: z.string(),
  status: z.string(),
  title: Raw,
  content: Raw,
  excerpt: Raw.default({ raw: '' }),
  date_gmt: z.string().nullable(),
  categories: z.array(z.number()),
  featured_media: z.number(),
  author: z.number().optional(),
  meta: z.unknown().optional(),
})
export type EditedPost = z.infer<typeof EditedPost>

/** Somebody of the outlet who works at the site, over the same API. */
export type Editor = {
  ask(method: string, route: string, json?: unknown): Promise<unknown>
  /** the posts in which this stands, in whatever state, the oldest first */
  posts(mark: string): Promise<EditedPost[]>
  /** the only one that is not in the trash */
  post(mark: string): Promise<EditedPost>
  change(id: number, json: object): Promise<void>
}

export function openEditor(site: WordpressSite): Editor {
  const { user, applicationPassword } = site.settings('administrator')
  const authorization = `Basic ${Buffer.from(`${user}:${applicationPassword}`).toString('base64')}`
  const ask = async (method: string, route: string, json?: unknown): Promise<unknown> => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) }
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${site.url}/wp-json/wp/v2/${route}`, { method, headers, ...body })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${route}: ${answer.status} ${text.slice(0, 300)}`)
    return JSON.parse(text)
  }
  const posts = async (mark: string) => {
    const found = await Promise.all(
      ['any', 'trash'].map(async (status) => {
        const query = new URLSearchParams({ search: mark, status, context: 'edit', per_page: '100', orderby: 'id', order: 'asc' })
        return z.array(EditedPost).parse(await ask('GET', `posts?${query}`))
      }),
    )
    return found.flat()
  }
  return {
    ask,
    posts,
    post: async (mark) => {
      const [post, ...others] = (await posts(mark)).filter(({ status }) => status !== 'trash')
      assert.deepEqual(others, [])
      return post ?? assert.fail('there is no post')
    },
    change: async (id, json) => {
      await ask('POST', `posts/${id}?context=edit`, json)
    },
  }
}
