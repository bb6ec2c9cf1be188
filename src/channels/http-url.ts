import { z } from 'zod'

/** An address that is called over HTTP, without a login in it. */
export const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((url) => !hasCredentials(url), 'must not carry a user name or a password')

/** The same where a password goes along: in the clear at most within this machine. */
export const HttpsUrl = HttpUrl.refine((url) => isEncrypted(url), 'must begin with https: a password goes there')

/** What pace and breakers count by: `hostname:port` of an address. */
export function hostOfUrl(text: string): string {
  const { hostname, port, protocol } = new URL(text)
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}

function isEncrypted(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '')
}

function hasCredentials(text: string): boolean {
  const url = URL.parse(text)
  return Boolean(url?.username || url?.password)
}
