import { z } from 'zod'

/** The address of a page that anybody may open. */
export const WebUrl = z
  .url({ protocol: /^https$/, error: 'is the address of a page: it begins with https://' })
  .max(2000)
  .regex(/^[\x21-\x7e]+$/, 'holds what no address can: write it in percent-encoding')
