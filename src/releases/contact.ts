import { Contact } from '../accounts/contact.ts'
import { line } from './text.ts'

/** Whom one may call about a release, as handed in: by email or phone. Only `public` ones are sent to outlets. */
export const NewContact = Contact.extend({ name: line(200), phone: line(50).optional() }).refine(
  ({ email, phone }) => email !== undefined || phone !== undefined,
  { path: ['email'], error: 'is missing, and so is phone: give one of them' },
)
