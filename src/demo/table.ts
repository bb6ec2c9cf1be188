import type { DeliveryView } from '../deliveries/delivery.ts'
import type { Receipt } from './check.ts'
import { stateOf } from './verdict.ts'

const channels = ['email', 'webhook'] as const

/** Headings, one row per state and reason, and last what the receivers took; every cell is ASCII, so that columns align. */
export function outcomeRows(ledger: readonly DeliveryView[], receipts: readonly Receipt[]): string[][] {
  const groups = Map.groupBy(ledger, (row) => `${stateOf(row)} ${reasonOf(row)}`)
  const rows = [...groups]
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .map(([key, group]) => [...key.split(' '), ...figures(group)])
  return [['State', 'Reason', ...channels, 'all'], ...rows, ['received', '', ...figures(receipts)]]
}

/**
 * Lays rows out in columns: the first two to the left, figures to the right, a rule below the head and above the last row.
 *
 * @returns lines, each indented by two
 */
export function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   '),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('───')
  return [...lines.slice(0, 1), rule, ...lines.slice(1, -1), rule, ...lines.slice(-1)].map((line) => `  ${line}`)
}

function rankOf(key: string): number {
  return ['delivered', 'retrying', 'failed', ''].findIndex((state) => key.startsWith(state))
}

/** While a delivery is tried again the ledger no longer says why it had failed. */
function reasonOf(row: DeliveryView): string {
  return row.reason ?? (stateOf(row) === 'retrying' ? 'being-tried-again' : '')
}

function figures(group: readonly { channel: string }[]): string[] {
  return [...channels.map((channel) => group.filter((row) => row.channel === channel).length), group.length].map(String)
}
