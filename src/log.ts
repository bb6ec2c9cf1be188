import pino, { type DestinationStream, type Logger } from 'pino'

type Options = {
  level: string
  /** what every line says; process and machine by default */
  base?: Record<string, unknown>
}

/**
 * Opens the log: JSON, a line each, whatever the words in it are.
 *
 * @param to standard output by default
 */
export function openLog({ level, base }: Options, to: DestinationStream = pino.destination(1)): Logger {
  return pino({ level, ...(base ? { base } : {}), hooks: { streamWrite: escapeControls } }, to)
}

// Line and paragraph separators are line ends to some that read line by line; C1 controls are commands to a terminal, as ESC is, which JSON
// escapes; directions would show a line in another order.
const controls = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/gu

/**
 * Lines of JSON with every character escaped that ends a line somewhere, commands a terminal or reorders what is read. They say the same.
 *
 * @param json each line followed by \n, which stays
 */
export function escapeControls(json: string): string {
  if (/^[\n\x20-\x7e]*$/.test(json)) return json
  return json.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
