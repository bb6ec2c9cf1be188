import nodemailer from 'nodemailer'

/** What a mail server says of a mail that it could not deliver. */
export type Said = { action?: string; status?: string; diagnostic?: string; reporter?: string; recipient?: string }

/** A report of a bounce as RFC 3464 has it, with the header of the mail that came back. */
export function writeBounce(said: Said = {}, returned = 'Subject: A mail\n'): string {
  const { action = 'failed', status = '5.1.1', diagnostic = 'smtp; 550 5.1.1 User unknown' } = said
  const { reporter = 'dns; mx.outlet.example', recipient = 'desk@outlet.example' } = said
  const groups = [
    `Reporting-MTA: ${reporter}\nArrival-Date: Tue, 1 Dec 2026 05:00:00 +0000\n`,
    `Final-Recipient: rfc822; ${recipient}\nAction: ${action}\nStatus: ${status}\nDiagnostic-Code: ${diagnostic}\n`,
  ]
  return writeReport('delivery-status', [
    ['text/plain; charset=utf-8', 'Your mail could not be delivered. It has come to you as a report.\n'],
    ['message/delivery-status', groups.join('\n')],
    ['text/rfc822-headers', returned],
  ])
}

/** A report of a complaint as RFC 5965 has it. */
export function writeComplaint(type = 'abuse', returned = 'Subject: A mail\n', mailFrom = 'wire@wire.example'): string {
  const fields = [
    `Feedback-Type: ${type}`,
    'User-Agent: SomeProvider-Feedback/2.0',
    'Version: 1',
    `Original-Mail-From: <${mailFrom}>`,
    'Reported-Domain: wire.example',
  ]
  return writeReport('feedback-report', [
    ['text/plain', 'This is an email abuse report.\n'],
    ['message/feedback-report', `${fields.join('\n')}\n`],
    ['message/rfc822', `${returned}\nThe text of the mail.\n`],
  ])
}

function writeReport(type: string, parts: [string, string][]): string {
  const boundary = 'report.of/mx'
  const head = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.outlet.example>',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type};`,
    `\tboundary="${boundary}"`,
  ]
  const written = parts.map(([contentType, body]) => `--${boundary}\nContent-Type: ${contentType}\n\n${body}\n`)
  const lines = `${head.join('\n')}\n\nThis is a MIME-encapsulated message.\n\n${written.join('')}--${boundary}--\n`
  return lines.replaceAll('\n', '\r\n')
}

/** Hands a mail to a server, as other servers do: from nobody, so that it is never answered. Resolves with what it said. */
export async function handIn(port: number, to: string, raw: string | Buffer): Promise<string> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  try {
    const { response } = await transport.sendMail({ envelope: { from: '', to }, raw })
    return response
  } catch (error) {
    if (error instanceof Error && 'response' in error) return String(error.response)
    throw error
  } finally {
    transport.close()
  }
}
