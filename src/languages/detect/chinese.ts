/** Characters in the order of a code page: first bytes from one to another, second bytes in ranges. */
type CodePage = { encoding: string; first: [number, number]; second: [number, number][] }

/** GB 2312 has what mainland China writes, Big5 what Taiwan and Hong Kong do: each leaves out the other's form of a character. */
const simplifiedPage: CodePage = { encoding: 'gbk', first: [0xb0, 0xf7], second: [[0xa1, 0xfe]] }
const traditionalPage: CodePage = {
  encoding: 'big5',
  first: [0xa4, 0xf9],
  second: [
    [0x40, 0x7e],
    [0xa1, 0xfe],
  ],
}

let forms: { simplified: Set<string>; traditional: Set<string> } | undefined

/**
 * Which Chinese a text is written in, by the characters that only one of them has.
 *
 * @returns how many characters of either kind there are; both 0 where nothing tells
 */
export function countChineseForms(text: string): { simplified: number; traditional: number } {
  forms ??= readForms()
  const counts = { simplified: 0, traditional: 0 }
  for (const character of text) {
    if (forms.simplified.has(character)) counts.simplified += 1
    else if (forms.traditional.has(character)) counts.traditional += 1
  }
  return counts
}

function readForms() {
  const [simplified, traditional] = [readPage(simplifiedPage), readPage(traditionalPage)]
  return { simplified: simplified.difference(traditional), traditional: traditional.difference(simplified) }
}

function readPage({ encoding, first: [from, to], second }: CodePage): Set<string> {
  const bytes: number[] = []
  for (let high = from; high <= to; high++) {
    for (const [start, end] of second) for (let low = start; low <= end; low++) bytes.push(high, low)
  }
  const characters = new TextDecoder(encoding).decode(Uint8Array.from(bytes))
  return new Set(characters.match(/\p{Script=Han}/gu))
}
