import type { Document, Format } from './document.ts'
import { fileBlocks, pictureBlocks } from './files.ts'
import { pageHead } from './html-head.ts'
import { type Element, escapeHtml, printMarkup } from './markup.ts'
import { deskLine, embargoLine, noticeLine, openedStory, storyParts } from './story.ts'
import { onlyPrintable } from './xml.ts'

/** A whole page in HTML 5 that mail clients read, too: no script, nothing loaded but the issuer's pictures. */
export const html: Format = {
  key: 'html',
  contentType: 'text/html; charset=utf-8',
  write(document) {
    const { language, direction, headline, subheadline } = document
    const lines = [noticeLine(document), embargoLine(document), deskLine(document)].filter((line) => line !== undefined)
    const body = [
      ...lines.map(strongLine),
      `<h1 style="font-size:26px;line-height:1.3;margin:0 0 16px">${escapeHtml(headline)}</h1>`,
      ...(subheadline ? [`<p style="font-size:19px;line-height:1.4;margin:0 0 16px">${escapeHtml(subheadline)}</p>`] : []),
      ...storyParts(document).map(({ name, blocks }) => `<div${styleOf(name)}>${printMarkup(blocks)}</div>`),
      ...filesOf(document),
    ]
    const size = 'max-width:680px;margin:0 auto;padding:24px 16px;font-size:16px;line-height:1.6'
    const page = `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
${pageHead(document)}<style>img{max-width:100%;height:auto}table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:4px 8px}pre{white-space:pre-wrap}</style>
</head>
<body style="margin:0">
<div lang="${escapeHtml(language)}" dir="${direction}" style="${size};font-family:${fontsOf(language)}">
${body.join('\n')}
</div>
</body>
</html>
`
    return onlyPrintable(page)
  },
}

/**
 * The story as a fragment of HTML that carries its own language and direction, for those who print it in a page of theirs. It
 * opens with what a later version is and asks for; the headline is not in it.
 *
 * @param blocks other ones, for who opens it otherwise
 */
export function storyHtml(document: Document, blocks: Element[] = openedStory(document)): string {
  return `<div lang="${escapeHtml(document.language)}" dir="${document.direction}">${printMarkup(blocks)}</div>`
}

function strongLine(text: string): string {
  return `<p><strong>${escapeHtml(text).replace(/\r\n|\n|\r/g, '<br>')}</strong></p>`
}

function filesOf(document: Document): string[] {
  const blocks = [...pictureBlocks(document), ...fileBlocks(document)]
  return blocks.length > 0 ? [`<div${styleOf('files')}>${printMarkup(blocks)}</div>`] : []
}

function styleOf(part: string): string {
  return part === 'body' ? '' : ' style="font-size:14px;color:#555"'
}

// The same code point is drawn differently in each of these languages: name the right font first. No double quotes: it stands
// in an attribute.
const fonts: Record<string, string> = {
  ar: "'Segoe UI',Tahoma,'Noto Sans Arabic'",
  ja: "'Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans JP'",
  ko: "'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR'",
  th: "'Leelawadee UI',Thonburi,'Noto Sans Thai'",
  'zh-Hans': "'PingFang SC','Microsoft YaHei','Noto Sans SC'",
  'zh-Hant': "'PingFang TC','Microsoft JhengHei','Noto Sans TC'",
}

function fontsOf(language: string): string {
  const { language: base, script } = new Intl.Locale(language).maximize()
  const own = fonts[`${base}-${script}`] ?? fonts[base]
  return `${own ? `${own},` : ''}system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif`
}
