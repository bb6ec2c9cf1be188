import { lookupChain } from './language.ts'

/** How the newsrooms of one language announce that a text is not the first of its release. */
export type Notices = {
  /** one word or two, without a colon: they head a line and open the subject of a mail */
  update: string
  correction: string
  kill: string
  /** what an update or a correction asks for */
  replaces: string
  /** what a kill asks for */
  withdrawn: string
}

const english: Notices = {
  update: 'Update',
  correction: 'Correction',
  kill: 'Kill',
  replaces: 'This text replaces every earlier version of this release.',
  withdrawn: 'This release is withdrawn. Do not publish it, and take down what has been published.',
}

const arabic: Notices = {
  update: 'تحديث',
  correction: 'تصويب',
  kill: 'سحب',
  replaces: 'يحل هذا النص محل جميع النسخ السابقة من هذا البيان.',
  withdrawn: 'سُحب هذا البيان. يُرجى عدم نشره وحذف ما نُشر منه.',
}

const byLanguage: ReadonlyMap<string, Notices> = new Map([
  ['en', english],
  ['ar', arabic],
])

/**
 * The notices for a language: its own, those of the nearest language on its lookup chain, or English ones.
 *
 * @param tag canonical
 */
export function noticesOf(tag: string): Notices {
  const link = lookupChain(tag).find((candidate) => byLanguage.has(candidate))
  return byLanguage.get(link ?? 'en') ?? english
}
