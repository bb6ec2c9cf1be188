import { z } from 'zod'

const instant = z.iso.datetime({ offset: true })
const Author = z
  .strictObject({ name: z.string().optional(), url: z.url().optional(), avatar: z.url().optional() })
  .refine((author) => Object.keys(author).length > 0, 'an author says nothing')
const Attachment = z.strictObject({
  url: z.url(),
  mime_type: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
  title: z.string().optional(),
  size_in_bytes: z.number().optional(),
  duration_in_seconds: z.number().optional(),
})

/** Extensions are objects whose names begin with an underscore and have no dot. */
function withExtensions<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape).superRefine((value, context) => {
    for (const [name, held] of Object.entries(value)) {
      const isExtension = /^_[A-Za-z][^.]*$/.test(name) && typeof held === 'object'
      if (!(name in shape) && !isExtension) context.addIssue({ code: 'custom', message: `there is no field ${name}` })
    }
  })
}

const Item = withExtensions({
  id: z.string().min(1),
  url: z.url().optional(),
  external_url: z.url().optional(),
  title: z.string().optional(),
  content_html: z.string().optional(),
  content_text: z.string().optional(),
  summary: z.string().optional(),
  image: z.url().optional(),
  banner_image: z.url().optional(),
  date_published: instant.optional(),
  date_modified: instant.optional(),
  authors: z.array(Author).optional(),
  tags: z.array(z.string()).optional(),
  language: z.string().optional(),
  attachments: z.array(Attachment).optional(),
}).refine((item) => item.content_html !== undefined || item.content_text !== undefined, 'an item has no content')

const Feed = withExtensions({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.url().optional(),
  feed_url: z.url().optional(),
  description: z.string().optional(),
  next_url: z.url().optional(),
  icon: z.url().optional(),
  favicon: z.url().optional(),
  authors: z.array(Author).optional(),
  language: z.string().optional(),
  expired: z.boolean().optional(),
  hubs: z.array(z.strictObject({ type: z.string(), url: z.url() })).optional(),
  items: z.array(Item),
}).refine(({ feed_url, next_url }) => feed_url !== next_url, 'next_url is feed_url')

/**
 * The rules of JSON Feed 1.1 that a feed breaks, one line each.
 *
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function findJsonFeedFaults(text: string): string[] {
  const { success, data, error } = Feed.safeParse(JSON.parse(text))
  if (!success) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const ids = data.items.map(({ id }) => id)
  return new Set(ids).size === ids.length ? [] : ['two items have one id']
}
