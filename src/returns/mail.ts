/** Fields of a header by their names in small letters, unfolded; of those that stand there twice, the first. */
export type Fields = ReadonlyMap<string, string>

/** A mail or a part of one (RFC 2045): its body decoded, or for a multipart its parts. */
export type Part = {
  /** such as `message/delivery-status`, in small letters */
  type: string
  fields: Fields
  body: string
  parts: Part[]
}

/** Far more than any report has. What lies deeper or comes later is not looked at. */
const maxDepth = 4
const maxParts = 20

/**
 * Reads a mail as far as reports need it: whatever it is, it is read as something, in time linear in its size.
 *
 * @param text its bytes as latin1
 */
export function readMail(text: string): Part {
  return readPart(text.replaceAll('\r\n', '\n'), 0)
}

function readPart(text: string, depth: number): Part {
  const { head, body } = splitHead(text)
  const fields = readFields(head)
  const [, type = 'text/plain', parameters = ''] = /^\s*([^;\s]+)(.*)$/s.exec(fields.get('content-type') ?? '') ?? []
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(parameters)?.slice(1).find(Boolean)
  const isMultipart = /^multipart\//i.test(type) && boundary !== undefined && depth < maxDepth
  const parts = isMultipart ? splitParts(body, boundary).map((part) => readPart(part, depth + 1)) : []
  const decoded = isMultipart ? '' : decode(body, fields.get('content-transfer-encoding'))
  return { type: type.toLowerCase(), fields, body: decoded, parts }
}

/** The head of a mail that stands in another, or of one that only its head was sent of: `message/rfc822`, `text/rfc822-headers`. */
export function readHead(text: string): Fields {
  return readFields(splitHead(text).head)
}

function splitHead(text: string): { head: string; body: string } {
  if (text.startsWith('\n')) return { head: '', body: text.slice(1) }
  const end = text.indexOf('\n\n')
  return end < 0 ? { head: text, body: '' } : { head: text.slice(0, end), body: text.slice(end + 2) }
}

/** Lines `Name: value`, as headers have them and as reports do. */
export function readFields(lines: string): Fields {
  const fields = new Map<string, string>()
  for (const line of lines.split(/\n(?![ \t])/)) {
    const at = line.indexOf(':')
    const name = line.slice(0, Math.max(at, 0)).trim().toLowerCase()
    if (name !== '' && !fields.has(name))
      fields.set(
        name,
        line
          .slice(at + 1)
          .replaceAll('\n', '')
          .trim(),
      )
  }
  return fields
}

function splitParts(body: string, boundary: string): string[] {
  const parts: string[][] = []
  for (const line of body.split('\n')) {
    const mark = line.trimEnd()
    if (mark === `--${boundary}--`) break
    if (mark !== `--${boundary}`) parts.at(-1)?.push(line)
    else if (parts.length < maxParts) parts.push([])
    else break
  }
  return parts.map((lines) => lines.join('\n'))
}

function decode(body: string, encoding = ''): string {
  const how = encoding.trim().toLowerCase()
  if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n')
  if (how !== 'quoted-printable') return toText(body)
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return toText(bytes)
}

/** UTF-8, as reports are in our days (RFC 6533); what is not becomes a mark. */
function toText(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
