import { SmtpError } from './smtp-error.ts'

/** What a relay replies to one command: `250 2.1.5 Ok`. Of several lines, all of them. */
export type Reply = { code: number; text: string }

/** Relays write a line or some. What is longer is no reply. */
const maxReplyBytes = 64 * 1024

const linePattern = /^(\d{3})(?:$|([ -]))/

/**
 * Reads replies out of what a relay sends, however it is cut.
 *
 * @returns takes a chunk and gives what went wrong, if anything did; nothing may be read after that
 */
export function openReplies(take: (reply: Reply) => void): (chunk: Buffer) => SmtpError | undefined {
  let waiting = ''
  let lines = ''
  return (chunk) => {
    waiting += chunk.toString('latin1')
    let from = 0
    for (let end = waiting.indexOf('\n'); end !== -1; end = waiting.indexOf('\n', from)) {
      const line = waiting.slice(from, waiting[end - 1] === '\r' ? end - 1 : end)
      from = end + 1
      const [, code = '', more] = linePattern.exec(line) ?? []
      if (code === '') return new SmtpError('EPROTOCOL', 'The relay said what is no reply', { response: line.slice(0, 400) })
      lines += lines === '' ? line : `\n${line}`
      if (more === '-') continue
      const text = /[\x80-\xff]/.test(lines) ? Buffer.from(lines, 'latin1').toString() : lines
      lines = ''
      take({ code: Number(code), text })
    }
    waiting = waiting.slice(from)
    if (waiting.length + lines.length > maxReplyBytes) return new SmtpError('EPROTOCOL', 'A reply of the relay has no end')
    return undefined
  }
}
