import { maxBodyBytes } from '../../net/exchange.ts'

/**
 * What PHP prints in front of an answer where it is told to show its warnings: WordPress itself gives it cause to
 * (6.1, for every draft with a slug).
 */
const warnings = /^(?:\s*(?:<br \/>)?\s*<b>(?:Warning|Notice|Deprecated)<\/b>: [^\n]*<br \/>)+\s*/

/** What closes `{"content":{"raw":"…`, alone or in a list. */
const closings = ['"}}', '"}}]']
/** A character that is written as `\u0628` may be cut anywhere. */
const longestEscape = 6

/**
 * Reads an answer of the REST API. Warnings in front of it are overlooked, and a byte order mark, as careless plugins print one. A
 * text at its end that is longer than what is read of an answer ends where it was cut.
 *
 * @returns undefined for what is no JSON
 */
export function readJson(text: string): unknown {
  const json = text.replace(/^\ufeff+/, '').replace(warnings, '')
  return parse(json) ?? (Buffer.byteLength(text) >= maxBodyBytes ? parseCut(json) : undefined)
}

function parseCut(json: string): unknown {
  for (let left = json.length; left > json.length - longestEscape; left--) {
    for (const closing of closings) {
      const parsed = parse(json.slice(0, left) + closing)
      if (parsed !== undefined) return parsed
    }
  }
  return undefined
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
