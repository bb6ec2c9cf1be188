/**
 * `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3). A date is measured against the answer's own `Date`: their clock
 * need not agree with ours.
 *
 * @param headers names in lower case
 * @param now by our clock, where the answer has no `Date`
 * @returns milliseconds, 0 or more; undefined where there is none or it cannot be read
 */
export function readRetryAfterMs(headers: Record<string, string>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const untilMs = parseHttpDate(text)
  if (untilMs === undefined) return undefined
  return Math.max(untilMs - (parseHttpDate(headers.date ?? '') ?? now.getTime()), 0)
}

/** The form of RFC 9110, section 5.6.7, that is not obsolete. `Date.parse` alone would take `-5` for a day of 2001. */
function parseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
