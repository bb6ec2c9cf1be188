import { domainToASCII } from 'node:url'
import { z } from 'zod'

const error = 'is not a host: send outlet.example or outlet.example:443'

/** A host as the API takes it, in the form that endpoints have it: in ASCII, lower case, without the dot that it may end with. */
export const HostName = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .toLowerCase()
  .overwrite(toHost)
  .regex(/^(\[[0-9a-f:.]+\]|[^\s\p{Cc}\p{Surrogate}/@:?#[\]]+)(:\d{1,5})?$/u, { error })
  .refine((host) => !host.includes('..'), { error })

function toHost(text: string): string {
  const [, name = text, port = ''] = /^(.*?)\.?(:\d+)?$/.exec(text) ?? []
  return `${domainToASCII(name) || name}${port}`
}
