import type { FactKind } from '../deliveries/fact.ts'
import { readBounce } from './bounce.ts'
import { readComplaint } from './complaint.ts'
import { type Fields, type Part, readHead } from './mail.ts'

/** What a mail tells of a delivery. */
export type Report = {
  kind: FactKind
  /** kebab-case */
  reason: string
  /** the enhanced status code of a bounce (RFC 3463) */
  status?: string
  /** what the far side said, in its own words */
  detail: string
  /** the mail server or provider that says so, by its own account */
  reporter: string
  /** the address that the mail did not reach; left out where none is named */
  recipient?: string
  /** where the mail had come from, by the report's own account */
  from?: string
}

/** Why a mail tells nothing that is kept. */
export type Unreported = 'no-report' | 'not-failed' | 'no-complaint'

/** What there is of the mail that came back: the fields of its header. */
export type Returned = Fields

/**
 * What a mail reports: a bounce (RFC 3464) or a complaint (RFC 5965). Replies of holidays and everything else that people or their
 * programs write is none.
 */
export function readReport(mail: Part): { report: Report | Unreported; returned: Returned } {
  const parts = mail.type === 'multipart/report' ? mail.parts : []
  const original = parts.find(({ type }) =>
    /^(message\/(rfc822|global|global-headers|rfc822-headers)|text\/rfc822-headers)$/.test(type),
  )
  const returned = readHead(original?.body ?? '')
  const status = parts.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
  const feedback = parts.find(({ type }) => type === 'message/feedback-report')
  if (status) return { report: readBounce(status.body), returned }
  if (feedback) return { report: readComplaint(feedback.body), returned }
  return { report: 'no-report', returned }
}
