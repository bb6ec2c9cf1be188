import type { Message } from '../channel.ts'

type Edition = Pick<Message, 'language' | 'story'>

/**
 * The one name of an edition at a site, over all versions: its post's slug and, should an editor change that, the mark in the text.
 * The id stands at its end, so that no key is the beginning of another's.
 */
export function keyOf({ language, story }: Edition): string {
  return `dateline-${language.toLowerCase()}-${story.releaseId}`
}

/** The slug of an edition's picture: of no other release, and of no other language. */
export function pictureSlug(edition: Edition): string {
  return keyOf(edition).replace(/^dateline-/, 'dateline-picture-')
}

/** A slug in each form that WordPress may have given it: where one is taken, it adds a number. */
export function withNumbers(slug: string): string[] {
  return [slug, ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${slug}-${number}`)]
}

/**
 * Puts HTML into the element by which an edition's post is known as ours, whoever writes of it, and which tells its version: a site
 * that does not know our `meta` tells it nowhere else.
 */
export function wrapText(edition: Edition, html: string): string {
  return `<div id="${keyOf(edition)}" data-version="${edition.story.version}">${html}</div>`
}

/**
 * Looks for our element in a text, wherever editors have moved it: a link to the post has its key, too, and is no mark.
 *
 * @returns undefined where there is none; the version is 0 where it is not told any more
 */
export function readMark(raw: string, edition: Edition): { version: number } | undefined {
  const element = new RegExp(`<[a-z][a-z0-9]*\\s(?:[^>]*\\s)?id=(["'])${RegExp.escape(keyOf(edition))}\\1[^>]*>`, 'i')
  const [tag] = element.exec(raw) ?? []
  if (tag === undefined) return undefined
  return { version: Number(/\sdata-version=["'](\d{1,9})["']/i.exec(tag)?.[1] ?? 0) }
}
