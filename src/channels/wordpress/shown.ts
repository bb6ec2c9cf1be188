/** A paragraph, or a line of preformatted text, that is an address and nothing else: WordPress puts in its place what it finds there. */
const loneParagraph = /(<p(?:\s[^>]*)?>\s*)(https?:\/\/[^\s<>"]+)(\s*<\/p>)/gi
const loneLine = /^(\s*https?):(\/\/[^\s<>"]+\s*)$/gim

/**
 * Writes HTML so that WordPress shows the same text: its own marks in it are written as references (as WordPress writes them itself
 * when it filters a text), and an address that stands alone is made a link.
 *
 * Shortcodes: https://developer.wordpress.org/plugins/shortcodes/, embeds: https://wordpress.org/documentation/article/embeds/
 */
export function keepShown(html: string): string {
  const linked = html.replace(loneParagraph, '$1<a href="$2">$2</a>$3')
  return linked.replace(loneLine, '$1&#058;$2').replaceAll('[', '&#091;')
}
