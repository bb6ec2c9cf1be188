/** UTF-16 units from which on a passage is long enough to be told by, and beyond which it is cut. */
const [enough, tooMuch] = [200, 800]

/**
 * Paragraphs as passages of a size at which a language can be told: short ones together, long ones cut at the end of a sentence, a
 * word, or wherever they must.
 */
export function cutIntoPassages(paragraphs: readonly string[]): string[] {
  const passages: string[] = []
  let open = ''
  const close = () => {
    if (open !== '') passages.push(open)
    open = ''
  }
  for (const paragraph of paragraphs.flatMap(cut)) {
    if (paragraph.length >= enough) {
      close()
      passages.push(paragraph)
    } else {
      open = open === '' ? paragraph : `${open}\n${paragraph}`
      if (open.length >= enough) close()
    }
  }
  close()
  return passages
}

function cut(paragraph: string): string[] {
  const parts: string[] = []
  let rest = paragraph
  while (rest.length > tooMuch) {
    const end = endIn(rest.slice(0, tooMuch))
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...parts, rest]
}

/** Where a long text is best cut: behind a sentence in its second half, else at a space, else between two characters. */
function endIn(text: string): number {
  const half = text.length / 2
  const sentence = Math.max(
    ...['. ', '! ', '? ', '。', '！', '？', '؟ ', '।'].map((mark) => text.lastIndexOf(mark) + mark.length),
  )
  if (sentence > half) return sentence
  const space = text.lastIndexOf(' ') + 1
  if (space > half) return space
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
}
