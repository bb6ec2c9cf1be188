import type { IncomingHttpHeaders } from 'node:http'
import type { Role, TakenPost } from './wordpress-site.ts'

type Fields = Record<string, unknown>
type Row = Fields & { id: number; slug: string; status: string }

/** All that a site holds. */
export type Store = {
  posts: Row[]
  media: Row[]
  categories: { id: number; slug: string; name: string }[]
  lastId: number
  taken: TakenPost[]
}

/** How WordPress refuses: its code, and what it says beside it. */
export class NoSuch extends Error {
  readonly status: number
  readonly code: string
  readonly data: Fields

  constructor(status: number, code: string, data: Fields = {}) {
    super(`Sorry: ${code}`)
    this.status = status
    this.code = code
    this.data = data
  }
}

/** A request, its login resolved; no role: nobody. */
export type Asked = {
  method: string
  route: string
  query: URLSearchParams
  body: Buffer
  headers: IncomingHttpHeaders
  role: Role | undefined
  deliveryId: string
}
type Answer = { status: number; value: unknown }

const mayPublish = (role: Role) => ['administrator', 'editor', 'author'].includes(role)
const mayManage = (role: Role) => ['administrator', 'editor'].includes(role)

/** @throws NoSuch as WordPress refuses */
export function answerRoute(store: Store, asked: Asked): Answer {
  const [kind = '', id] = asked.route.split('/')
  const { role } = asked
  if (!role) throw new NoSuch(401, 'rest_forbidden_context')
  if (kind === 'categories') return answerCategories(store, { ...asked, role })
  if (kind !== 'posts' && kind !== 'media') throw new NoSuch(404, 'rest_no_route')
  const rows = store[kind]
  if (id === undefined && asked.method === 'GET')
    return { status: 200, value: list(rows, asked.query, role).map((one) => onlyFields(one, asked.query)) }
  if (role === 'subscriber') throw new NoSuch(403, 'rest_cannot_create')
  if (kind === 'media' && !mayPublish(role)) throw new NoSuch(403, 'rest_cannot_create')
  const row = id === undefined ? undefined : rows.find((one) => one.id === Number(id))
  if (id !== undefined && !row) throw new NoSuch(404, 'rest_post_invalid_id')
  if (asked.method === 'DELETE' && row) {
    for (const post of store.posts) if (kind === 'media' && post.featured_media === row.id) post.featured_media = 0
    return { status: 200, value: remove(rows, row, asked.query) }
  }
  if (asked.method === 'GET' && row) return { status: 200, value: onlyFields(row, asked.query) }
  const made = kind === 'media' && !row ? readForm(asked) : JSON.parse(asked.body.toString())
  const written = write(store, { rows, row, fields: made, role, isMedia: kind === 'media' })
  if (kind === 'posts' && !written.slug.includes('-arriving')) {
    store.taken.push({ deliveryId: asked.deliveryId, content: String(raw(written.content)) })
  }
  const featured = written.featured_media
  if (featured !== 0 && !store.media.some((one) => one.id === featured)) {
    written.featured_media = 0
    throw new NoSuch(400, 'rest_invalid_featured_media')
  }
  return { status: row ? 200 : 201, value: written }
}

function answerCategories(store: Store, { method, query, body, role }: Asked & { role: Role }): Answer {
  const [slug, search] = [query.get('slug'), query.get('search')]
  if (method === 'GET') {
    const found = store.categories.filter((one) =>
      slug ? one.slug === slug : one.name.toLowerCase().includes(String(search).toLowerCase()),
    )
    return { status: 200, value: found }
  }
  if (!mayManage(role)) throw new NoSuch(403, 'rest_cannot_create')
  const made = JSON.parse(body.toString())
  const present = store.categories.find((one) => one.slug === made.slug)
  if (present) throw new NoSuch(400, 'term_exists', { term_id: present.id })
  store.lastId += 1
  store.categories.push({ id: store.lastId, slug: made.slug, name: made.name })
  return { status: 201, value: store.categories.at(-1) }
}

function list(rows: Row[], query: URLSearchParams, role: Role): Row[] {
  const status = query.get('status')
  if (role === 'subscriber') throw new NoSuch(400, 'rest_invalid_param', { params: { status: 'rest_forbidden_status' } })
  const slugs = query.get('slug')?.split(',')
  const search = query.get('search')
  const include = query.get('include')
  return rows.filter((row) => {
    if (include && row.id !== Number(include)) return false
    const isThere = status === null || (status === 'any' ? row.status !== 'trash' : status.split(',').includes(row.status))
    return isThere && (slugs ? slugs.includes(row.slug) : String(raw(row.content)).includes(search ?? ''))
  })
}

/** The fields that were asked for, in WordPress's order: texts come after what is short. */
function onlyFields(row: Row, query: URLSearchParams): Fields {
  const names = query.get('_fields')?.split(',')
  const { content, ...rest } = row
  if (!names) return row
  const short = Object.entries(rest).filter(([name]) => names.includes(name))
  return { ...Object.fromEntries(short), ...(names.includes('content.raw') ? { content: { raw: raw(content) } } : {}) }
}

function remove(rows: Row[], row: Row, query: URLSearchParams): unknown {
  if (query.get('force') === 'true') {
    rows.splice(rows.indexOf(row), 1)
    return { deleted: true, previous: row }
  }
  if (row.status === 'trash') throw new NoSuch(410, 'rest_already_trashed')
  return Object.assign(row, { status: 'trash', slug: `${row.slug}__trashed` })
}

type Writing = { rows: Row[]; row: Row | undefined; fields: Fields; role: Role; isMedia: boolean }

function write(store: Store, { rows, row, fields, role, isMedia }: Writing): Row {
  const { status } = fields
  if ((status === 'publish' || status === 'future') && !mayPublish(role)) throw new NoSuch(403, 'rest_cannot_publish')
  const unset = {
    title: { raw: '' },
    slug: '',
    status: isMedia ? 'inherit' : 'draft',
    link: '',
    categories: [1],
    featured_media: 0,
    date_gmt: null,
  }
  const target: Row = row ?? { id: ++store.lastId, ...unset }
  if (!row) rows.push(target)
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'meta')
      target[name] = ['title', 'content', 'excerpt', 'caption'].includes(name) ? { raw: value, rendered: value } : value
  }
  if (typeof fields.slug === 'string') target.slug = freeSlug(rows, target, fields.slug)
  if (target.status === 'pending' && !mayPublish(role)) target.slug = ''
  const comesMs = typeof target.date_gmt === 'string' ? Date.parse(`${target.date_gmt}Z`) - Date.now() : 0
  if (target.status === 'publish' && comesMs > 60_000) target.status = 'future'
  if (target.status === 'future' && comesMs <= 60_000) target.status = 'publish'
  target.link = `http://site/${target.slug}/`
  return target
}

function freeSlug(rows: Row[], target: Row, wanted: string): string {
  const isTaken = (slug: string) => rows.some((row) => row !== target && row.slug === slug)
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`
    if (!isTaken(slug)) return slug
  }
}

function raw(field: unknown): unknown {
  return field && typeof field === 'object' && 'raw' in field ? field.raw : ''
}

/** The fields of a form; of its file only the size and the address. */
function readForm({ body, headers }: Asked): Fields {
  const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1]
  const parts = body.toString('latin1').split(`--${boundary}`)
  const fields: Fields = {}
  for (const part of parts.slice(1, -1)) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const value = rest.join('\r\n\r\n').replace(/\r\n$/, '')
    const name = /; name="([^"]*)"/.exec(head)?.[1] ?? ''
    fields[name] = name === 'file' ? value.length : Buffer.from(value, 'latin1').toString()
    if (name === 'file') fields.source_url = `http://site/uploads/${/; filename="([^"]*)"/.exec(head)?.[1]}`
  }
  return fields
}
