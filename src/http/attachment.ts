/**
 * `Content-Disposition` of an answer that is to be kept as a file (RFC 6266).
 *
 * @param plain what it is called where only ASCII is understood: a name of ours, with its ending
 * @param name what it is called elsewhere, in any script and with any signs (RFC 8187)
 */
export function attachment(plain: string, name: string = plain): string {
  const ascii = `attachment; filename="${plain}"`
  return name === plain ? ascii : `${ascii}; filename*=UTF-8''${encode(name)}`
}

// What encodeURIComponent leaves and a header has another use for.
function encode(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
