import { type Element, element, type Markup } from './markup.ts'

/**
 * A table as NITF 3.6 has it: one `thead` at most, then one `tbody`. Rows without cells are left out, which the schema
 * refuses and which say nothing.
 *
 * @param toCell what stands in a cell
 * @param marksOf the attributes that any element may have
 * @returns nothing for a table without rows
 */
export function nitfTable(
  table: Element,
  attributes: Record<string, string>,
  toCell: (cell: Element) => Markup[],
  marksOf: (element: Element) => Record<string, string>,
): Element[] {
  const [first, ...others] = elementsOf(table)
  const head = first?.name === 'thead' ? rowsOf([first]) : []
  const body = rowsOf(first && first.name !== 'thead' ? [first, ...others] : others)
  const toRow = (row: Element) => element('tr', elementsOf(row).map(toTableCell), marksOf(row))
  const toTableCell = (cell: Element) => element(cell.name, toCell(cell), { ...marksOf(cell), ...spansOf(cell) })
  if (head.length + body.length === 0) return []
  return [
    element(
      'table',
      [
        ...(head.length > 0 ? [element('thead', head.map(toRow))] : []),
        ...(body.length > 0 ? [element('tbody', body.map(toRow))] : []),
      ],
      attributes,
    ),
  ]
}

function rowsOf(elements: Element[]): Element[] {
  return elements
    .flatMap((child) => (child.name === 'tr' ? [child] : rowsOf(elementsOf(child))))
    .filter((row) => elementsOf(row).length > 0)
}

function elementsOf({ children }: Element): Element[] {
  return children.filter((child) => typeof child !== 'string')
}

function spansOf({ attributes: { colspan, rowspan } }: Element): Record<string, string> {
  return { ...(colspan ? { colspan } : {}), ...(rowspan ? { rowspan } : {}) }
}
