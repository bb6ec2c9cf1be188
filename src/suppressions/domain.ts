import { domainToASCII } from 'node:url'
import { z } from 'zod'

/** Two labels or more: a single one, such as `com`, is nobody's. */
const name = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+$/

/** A domain as people write it. What comes out is lower-case ASCII, as in a host (`münchen.example`: `xn--mnchen-3ya.example`). */
export const Domain = z
  .string()
  .trim()
  .max(253)
  .regex(/^[^/%?#\\]*$/, 'must be a domain and nothing around it')
  .transform((text) => domainToASCII(text).replace(/\.$/, ''))
  .refine((domain) => domain.length <= 253 && name.test(domain), {
    error: 'must be a domain of two labels or more, such as outlet.example',
  })
  .meta({ description: 'lower-case ASCII once it is kept', example: 'outlet.example' })

/** A host with every domain that it is under: `mail.outlet.example:25` gives `mail.outlet.example` and `outlet.example`. */
export function domainsOf(host: string): string[] {
  const labels = host.replace(/:.*$/, '').replace(/\.$/, '').split('.')
  return labels.slice(1).map((_label, at) => labels.slice(at).join('.'))
}
