import { z } from 'zod'
import { newId } from '../ids.ts'
import type { Sender } from './channel.ts'

/** What is fetched: at its hour it lies ready, and that is all there is to do. */
export const available: Sender = {
  send: async () => ({ kind: 'delivered', receipt: '', available: true }),
  close: async () => {},
}

/** What an endpoint that has no address in the world is known by, so that a suppression of one is none of all. */
export const OwnId = z
  .uuid()
  .optional()
  .transform((id) => id ?? newId())
  .meta({ description: 'what its address is made of; made up and kept where it is left out' })

/** Of what lies with us, nothing fails. */
export const noReasons = { temporary: [], permanent: [] }

/** What pace and breakers count by where nobody is reached: never limited, and no host of the world. */
export const ownHost = 'dateline'
