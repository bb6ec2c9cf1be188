import { readFields } from './mail.ts'
import type { Report, Unreported } from './report.ts'

/** Of the registry of RFC 5965 and those after it: a reader or a provider does not want such mail. */
const complaints = ['abuse', 'fraud', 'virus', 'other', 'opt-out', 'opt-out-list']

/** Reads a feedback report (RFC 5965). Reports that a mail was no spam, or failed DMARC, are no complaints. */
export function readComplaint(feedback: string): Report | Unreported {
  const fields = readFields(feedback.trim())
  const type = (fields.get('feedback-type') ?? '').toLowerCase()
  const reason = complaints.find((complaint) => complaint === type)
  if (!reason) return 'no-complaint'
  return {
    kind: 'complaint',
    reason,
    detail: '',
    reporter: fields.get('user-agent') ?? '',
    from: fields.get('original-mail-from') ?? '',
  }
}
