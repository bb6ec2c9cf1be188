import { createHash } from 'node:crypto'
import { z } from 'zod'
import { slugOf } from '../../languages/slug.ts'
import type { Message } from '../channel.ts'

/** A name of a file has 255 bytes on every file system that we know; so much of it is ours while it is being written. */
const maxBytes = 255 - Buffer.byteLength(`..${'0'.repeat(12)}.part`)
/** What a headline should have at least, whatever else stands in the name. */
const slugBytes = 40

/** What stands for a placeholder where it is longest, in bytes. */
const longest: Readonly<Record<string, number>> = {
  date: 10,
  time: 6,
  sequence: 36,
  release: 36,
  version: 6,
  kind: 10,
  language: 35,
  slug: slugBytes,
  delivery: 36,
  format: 12,
  ext: 6,
}

const placeholder = /\{([a-z]*)\}/g

/** How an endpoint's files are named: text with placeholders. No two deliveries of an endpoint get one name. */
export const FileNamePattern = z
  .string()
  .min(1)
  .max(200)
  // What a path means or Windows keeps for itself, and what nobody sees.
  .refine((pattern) => !/[/\\:*?"<>|{}\p{Cc}\p{Cf}\p{Surrogate}]/u.test(pattern.replace(placeholder, '')), {
    error: 'must be the name of a file: none of / \\ : * ? " < > |, and braces around placeholders alone',
    abort: true,
  })
  .refine((pattern) => placeholdersOf(pattern).every((name) => Object.hasOwn(longest, name)), {
    error: `has a placeholder that there is not. There are {${Object.keys(longest).join('} {')}}`,
    abort: true,
  })
  .refine((pattern) => /^[^.\s].*[^.\s]$/su.test(pattern), 'must not begin or end with a dot or a space')
  .refine(tellsApart, 'must tell deliveries apart: add {delivery}, or {sequence}, or {release}, {version} and {language}')
  .refine((pattern) => longestOf(pattern) <= maxBytes, `must make names of at most ${maxBytes} bytes`)
  .default('{date}-{sequence}-{slug}-{language}-v{version}.{ext}')
  .meta({
    description: `How files are named. Placeholders: {${Object.keys(longest).join('} {')}}. Without {slug} every name is ASCII`,
    example: '{date}-{sequence}-{slug}-{language}-v{version}.{ext}',
  })

const extensions: Readonly<Record<string, string>> = {
  ninjs: 'json',
  'ninjs-2.2': 'json',
  'newsml-g2': 'xml',
  nitf: 'xml',
  'json-ld': 'jsonld',
  html: 'html',
  text: 'txt',
}

/** The ending of files of a format, without the dot. */
export function extensionOf(format: string): string {
  return extensions[format] ?? 'bin'
}

type Named = Pick<Message, 'deliveryId' | 'language' | 'releasedAt' | 'sequence' | 'story'>
type Ending = { format: string; ext: string }

/**
 * The name of a delivery's file. The same delivery has the same name for ever: all of it comes from the message. In every script, as
 * one segment of a path, at most 236 bytes of UTF-8.
 */
export function toFileName(pattern: string, message: Named, { format, ext }: Ending): string {
  const { story, language, deliveryId, sequence, releasedAt } = message
  const instant = releasedAt.toISOString()
  const values: Readonly<Record<string, string>> = {
    date: instant.slice(0, 10),
    time: instant.slice(11, 19).replaceAll(':', ''),
    // A test has none, and is not to take the name of another.
    sequence: sequence === undefined ? deliveryId : String(sequence).padStart(8, '0'),
    release: story.releaseId,
    version: String(story.version),
    kind: story.versionKind,
    language,
    delivery: deliveryId,
    format,
    ext,
  }
  const fill = (slug: string): string =>
    pattern.replace(placeholder, (_, name) => (name === 'slug' ? slug : (values[name] ?? '')))
  const slugs = placeholdersOf(pattern).filter((name) => name === 'slug').length
  const bytes = slugs && Math.floor((maxBytes - Buffer.byteLength(fill(''))) / slugs)
  return fill(slugs ? slugOf(story.slug, { language, bytes }) : '')
}

/**
 * What a file is called until all of it is there. Its content is in the name: what lies there under this name is the beginning of
 * these very bytes, and can be gone on with.
 */
export function toPartName(name: string, bytes: Uint8Array): string {
  return `.${name}.${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.part`
}

function placeholdersOf(pattern: string): string[] {
  return Array.from(pattern.matchAll(placeholder), ([, name = '']) => name)
}

function tellsApart(pattern: string): boolean {
  const names = new Set(placeholdersOf(pattern))
  const edition = ['release', 'version', 'language']
  return names.has('delivery') || names.has('sequence') || edition.every((name) => names.has(name))
}

function longestOf(pattern: string): number {
  const filled = placeholdersOf(pattern).reduce((sum, name) => sum + (longest[name] ?? 0), 0)
  return Buffer.byteLength(pattern.replace(placeholder, '')) + filled
}
