import type { Message, Rendering } from '../channel.ts'

/** Parts the text from what stands under it in plain text. Not `-- `, which many mail programs hide with all that follows. */
const rule = '_'.repeat(40)

/**
 * A rendering with the reason of the mail and a link that ends it, for this recipient. What stands above is untouched, byte by
 * byte, and shared by all recipients.
 */
export function withFooter({ contentType, bytes }: Rendering, message: Message): Buffer {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!contentType.startsWith('text/html')) return Buffer.concat([body, Buffer.from(textFooter(message))])
  const end = body.lastIndexOf('</body>')
  const at = end < 0 ? body.length : end
  return Buffer.concat([body.subarray(0, at), Buffer.from(htmlFooter(message)), body.subarray(at)])
}

function textFooter({ footer, unsubscribeUrl }: Message): string {
  return `\n${rule}\n${footer.why}\n${footer.unsubscribe}\n${unsubscribeUrl}\n`
}

function htmlFooter({ footer, unsubscribeUrl }: Message): string {
  const { language, direction, why, unsubscribe } = footer
  const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
  return `<div lang="${escapeHtml(language)}" dir="${direction}" style="max-width:680px;margin:0 auto;padding:0 16px 32px;font-family:${fonts}">
<p style="margin:0;padding-top:16px;border-top:1px solid #ddd;font-size:13px;line-height:1.6;color:#666">${escapeHtml(why)}<br>
<a href="${escapeHtml(unsubscribeUrl)}" style="color:#666;text-decoration:underline">${escapeHtml(unsubscribe)}</a></p>
</div>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
