import type { Footer, Rendering } from '../channel.ts'

/** Parts the text from what stands under it in plain text. Not `-- `, which many mail programs hide with all that follows. */
const rule = '_'.repeat(40)

/** A body in two pieces, with the recipient's link between them. `toLink` writes the link as the body's kind of text wants it. */
export type WithFooter = { before: Buffer; after: Buffer; toLink(url: string): Buffer }

/**
 * A rendering with the reason of the mail, and room for a link that ends it. What stands above is untouched, byte by byte, and
 * all of it but the link is shared by all recipients.
 */
export function withFooter({ contentType, bytes }: Rendering, footer: Footer): WithFooter {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!contentType.startsWith('text/html')) {
    const words = `\n${rule}\n${footer.why}\n${footer.unsubscribe}\n`
    return { before: Buffer.concat([body, Buffer.from(words)]), after: Buffer.from('\n'), toLink: (url) => Buffer.from(url) }
  }
  const end = body.lastIndexOf('</body>')
  const at = end < 0 ? body.length : end
  const [before, after] = htmlFooter(footer)
  return {
    before: Buffer.concat([body.subarray(0, at), Buffer.from(before)]),
    after: Buffer.concat([Buffer.from(after), body.subarray(at)]),
    toLink: (url) => Buffer.from(escapeHtml(url)),
  }
}

function htmlFooter({ language, direction, why, unsubscribe }: Footer): [string, string] {
  const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
  return [
    `<div lang="${escapeHtml(language)}" dir="${direction}" style="max-width:680px;margin:0 auto;padding:0 16px 32px;font-family:${fonts}">
<p style="margin:0;padding-top:16px;border-top:1px solid #ddd;font-size:13px;line-height:1.6;color:#666">${escapeHtml(why)}<br>
<a href="`,
    `" style="color:#666;text-decoration:underline">${escapeHtml(unsubscribe)}</a></p>
</div>
`,
  ]
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
