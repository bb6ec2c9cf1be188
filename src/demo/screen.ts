import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Where the demo writes for people. */
export type Screen = {
  write(text: string): void
  line(text?: string): void
  /** in colour on a terminal, unless NO_COLOR is set */
  paint(style: Style, text: string): string
  /** of the terminal, as it is now; no rows where there is none */
  size(): { rows: number; columns: number }
  /** nothing more is written: the demo is ending, and what still moves would draw over that */
  mute(): void
}

/** The standard output: a terminal, a pipe or a file. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  let muted = false
  const write = (text: string) => {
    if (!muted) stream.write(text)
  }
  return {
    write,
    line: (text = '') => write(`${text}\n`),
    paint: (style, text) => (text === '' ? '' : styleText(style, text, { stream })),
    mute: () => {
      muted = true
    },
    size: () => (stream.isTTY ? { rows: stream.rows, columns: stream.columns } : { rows: 0, columns: 80 }),
  }
}
