import type { Message } from '../channel.ts'

type Edition = Pick<Message, 'language' | 'story'>

/**
 * The one name of an edition at a site, over all versions: its post's slug and, should an editor change that, the mark in the text.
 * The id stands at its end, so that no key is the beginning of another's.
 */
export function keyOf({ language, story }: Edition): string {
  return `dateline-${language.toLowerCase()}-${story.releaseId}`
}

/** Puts HTML into the element by which an edition's post is known as ours, whoever writes of it. */
export function wrapText(edition: Edition, html: string): string {
  return `<div id="${keyOf(edition)}">${html}</div>`
}

/** Whether a text has our element, wherever editors have moved it: a link to the post has its key, too, and is no mark. */
export function hasMark(raw: string, edition: Edition): boolean {
  return new RegExp(`<[a-z][a-z0-9]*\\s(?:[^>]*\\s)?id=(["'])${RegExp.escape(keyOf(edition))}\\1[^>]*>`, 'i').test(raw)
}
