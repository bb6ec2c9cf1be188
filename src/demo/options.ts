import { parseArgs } from 'node:util'

/** What the demo is asked to do. */
export type DemoOptions = {
  /** how many outlets the wire has */
  outlets: number
  /** ends by itself, with a verdict */
  exit: boolean
}

/** What is printed when the options are wrong. */
export const usage = `Usage: npm run demo [-- [--outlets <number>] [--exit]]

  --outlets <number>  how large the wire is, 20 to 20000; 300 when left out
  --exit              ends by itself: status 0 if ledger and receivers agree; the last line on stdout is JSON`

/**
 * Reads the command line.
 *
 * @param args without node and the script
 * @returns what is wrong with them, a sentence to print above `usage`
 */
export function parseOptions(args: string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: { outlets: { type: 'string', default: '300' }, exit: { type: 'boolean', default: false } },
    })
    const outlets = Number(values.outlets)
    const inRange = /^\d+$/.test(values.outlets) && outlets >= 20 && outlets <= 20_000
    return inRange ? { outlets, exit: values.exit } : `--outlets ${values.outlets}: must be a whole number from 20 to 20000.`
  } catch (error) {
    // What follows the first sentence is for who wants such a name to be no option.
    return error instanceof Error ? error.message.replace(/\. .*$/s, '.') : String(error)
  }
}
