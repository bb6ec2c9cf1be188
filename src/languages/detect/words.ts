const word = /\p{L}[\p{L}\p{M}]*/gu

/** The words of a text in lower case, composed (NFC): runs of letters and their marks. Numbers and signs part them. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().match(word) ?? []
}

/** How often each sequence of three characters stands in some words; a space stands before and after each word. */
export function countTrigrams(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) {
    const characters = [' ', ...word, ' ']
    for (let at = 2; at < characters.length; at++) {
      const trigram = `${characters[at - 2]}${characters[at - 1]}${characters[at]}`
      counts.set(trigram, (counts.get(trigram) ?? 0) + 1)
    }
  }
  return counts
}
