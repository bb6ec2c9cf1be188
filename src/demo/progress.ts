import type { StatusView } from '../deliveries/status.ts'
import type { Screen } from './screen.ts'

type Counts = StatusView['counts']

/** A bar per language and list, redrawn in place on a terminal; elsewhere, a plain line at each quarter. */
export type Progress = { show(status: StatusView): void }

// Without wrapping (DECAWM) a line too long for the terminal is cut, and stays one line.
const noWrap = '\x1b[?7l'
const wrap = '\x1b[?7h'

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })

/** @param screen where it is drawn; a terminal too low for all bars gets the plain lines */
export function openProgress(screen: Screen): Progress {
  let drawn = 0
  let told = -1
  return {
    show: (status) => {
      const lines = [...status.targets.map((target) => targetLine(screen, target)), totalLine(screen, status)]
      if (screen.size().rows > lines.length) {
        screen.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${noWrap}${lines.map((line) => `\x1b[2K${line}\n`).join('')}${wrap}`)
        drawn = lines.length
        return
      }
      const quarter = Math.floor((4 * ended(status.counts)) / status.total)
      if (quarter > told && status.targets.every(({ expanded }) => expanded)) {
        screen.write(`${totalLine(screen, status)}\n`)
        told = quarter
      }
    },
  }
}

function targetLine(
  screen: Screen,
  { language, outletListName, expanded, total, covered, counts }: StatusView['targets'][number],
): string {
  const name = (languageNames.of(language) ?? language).padEnd(20)
  const figures = expanded ? `${String(counts.delivered).padStart(5)} of ${String(total).padEnd(5)}` : '  waiting     '
  const notes = [
    counts.retrying > 0 && screen.paint('yellow', `${counts.retrying} retrying`),
    counts.failed > 0 && screen.paint('red', `${counts.failed} failed`),
    // The least of the news, and the first that a narrow terminal has no room for.
    covered > 0 && screen.size().columns >= 100 && screen.paint('dim', `${covered} covered`),
  ]
  return `  ${name}${outletListName.padEnd(13)}${bar(screen, counts, total)}${figures}${notes.filter(Boolean).join(', ')}`
}

function totalLine(screen: Screen, { total, counts }: StatusView): string {
  const open = counts.pending + counts.sending
  const parts = [
    `${counts.delivered} of ${total} delivered`,
    `${open} to go`,
    `${counts.retrying} retrying`,
    `${counts.failed} failed`,
  ]
  return `  ${screen.paint('bold', parts.join(' · '))}`
}

/** Rounded down, so that a bar is full only when everything is done; short where the notes beside it need the room. */
function bar(screen: Screen, counts: Counts, total: number): string {
  const width = screen.size().columns < 100 ? 10 : 20
  const cells = (count: number) => (total === 0 ? 0 : Math.floor((width * count) / total))
  const delivered = cells(counts.delivered)
  const retrying = cells(counts.delivered + counts.retrying) - delivered
  const failed = cells(counts.delivered + counts.retrying + counts.failed) - delivered - retrying
  const rest = width - delivered - retrying - failed
  return [
    screen.paint('green', '█'.repeat(delivered)),
    screen.paint('yellow', '▒'.repeat(retrying)),
    screen.paint('red', '▓'.repeat(failed)),
    screen.paint('dim', '░'.repeat(rest)),
  ].join('')
}

function ended(counts: Counts): number {
  return counts.delivered + counts.failed + counts.suppressed + counts.superseded + counts.canceled
}
