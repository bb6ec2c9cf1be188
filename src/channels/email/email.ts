import type { Channel } from '../channel.ts'
import { openRelay, withoutRelay } from './relay.ts'
import { mailReasons } from './reply.ts'
import { EmailSettings } from './settings.ts'

/** Mail through the configured relay: text alone, or text and HTML as alternatives. */
export const email: Channel = {
  key: 'email',
  class: 'mail',
  settings: EmailSettings,
  secrets: [],
  formats: ['html', 'text'],
  renders: (format) => (format === 'html' ? ['text', 'html'] : [format]),
  address: (settings) => EmailSettings.parse(settings).to,
  host: (settings) => EmailSettings.parse(settings).to.replace(/^.*@/, '').toLowerCase(),
  reasons: mailReasons,
  deadlineMs: 15_000,
  open: ({ smtpUrl, dkim }) => (smtpUrl ? openRelay(smtpUrl, dkim) : withoutRelay),
}
