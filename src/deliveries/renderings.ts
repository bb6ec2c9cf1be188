import { randomUUID } from 'node:crypto'
import type { Rendering } from '../channels/channel.ts'
import type { Document } from '../formats/document.ts'
import { render } from '../formats/list.ts'

/** The bytes of one edition in every format that is asked for. */
export type Renderings = {
  /**
   * Its bytes in a format: made once, whoever asks, but for the number.
   *
   * @param sequence the number of a delivery among all of its endpoint; null: it has none, and none stands in the bytes
   */
  render(format: string, sequence: number | null): Rendering
  /** how long rendering has taken so far */
  renderMs(): number
}

/** Bytes with a place for a number; whole ones where the format has none. */
type Stampable = { rendering: Rendering; before: Uint8Array; after: Uint8Array } | { rendering: Rendering }

/**
 * Renders each format when it is first asked for, and no second time. What differs from endpoint to endpoint is a number: a mark that
 * no text can hold by chance stands for it until the bytes are handed out.
 */
export function openRenderings(document: () => Document): Renderings {
  const plain = new Map<string, Rendering>()
  const stampable = new Map<string, Stampable>()
  const mark = `number-${randomUUID()}`
  let renderedMs = 0
  const timed = (format: string, shown: Document): Rendering => {
    const beganAtMs = performance.now()
    const rendering = render(format, shown)
    renderedMs += performance.now() - beganAtMs
    return rendering
  }
  const marked = (format: string): Stampable => {
    const shown = { ...document(), sequence: mark }
    return cut(timed(format, shown), mark)
  }
  return {
    render: (format, sequence) => {
      if (sequence === null) return keep(plain, format, () => timed(format, document()))
      return stamp(
        keep(stampable, format, () => marked(format)),
        sequence,
      )
    },
    renderMs: () => renderedMs,
  }
}

function keep<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}

function cut(rendering: Rendering, mark: string): Stampable {
  const at = Buffer.from(rendering.bytes.buffer, rendering.bytes.byteOffset, rendering.bytes.byteLength).indexOf(mark)
  if (at < 0) return { rendering }
  return { rendering, before: rendering.bytes.subarray(0, at), after: rendering.bytes.subarray(at + mark.length) }
}

function stamp(template: Stampable, sequence: number): Rendering {
  if (!('before' in template)) return template.rendering
  const { rendering, before, after } = template
  return { ...rendering, bytes: Buffer.concat([before, Buffer.from(String(sequence)), after]) }
}
