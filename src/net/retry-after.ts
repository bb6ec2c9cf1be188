/** Longer than a day nobody is believed: a mistyped header is not to lose a release. */
const atMostMs = 24 * 60 * 60 * 1000

/**
 * `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3). A date is measured against the answer's own `Date`: their clock need
 * not agree with ours.
 *
 * @param headers names in lower case
 * @param now by our clock, where the answer has no `Date`
 * @returns milliseconds, at most a day; undefined where there is none or it cannot be read
 */
export function readRetryAfterMs(headers: Record<string, string>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  // A fraction, which the standard does not know, is taken as it is.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), atMostMs)
  const untilMs = parseHttpDate(text)
  if (untilMs === undefined) return undefined
  const fromMs = parseHttpDate(headers.date ?? '') ?? now.getTime()
  return Math.min(Math.max(untilMs - fromMs, 0), atMostMs)
}

/** One of the three forms of RFC 9110, section 5.6.7, all GMT. `Date.parse` alone would take `-5` and `1.5` for days of 2001. */
function parseHttpDate(text: string): number | undefined {
  if (!/^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? .*:\d\d/.test(text)) return undefined
  const ms = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(ms) ? undefined : ms
}
