import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readMail } from '../../src/returns/mail.ts'
import { readReport } from '../../src/returns/report.ts'
import { writeBounce, writeComplaint } from './mails.ts'

const read = (raw: string) => readReport(readMail(Buffer.from(raw).toString('latin1')))
const kindOf = (raw: string) => {
  const { report } = read(raw)
  return typeof report === 'string' ? report : `${report.kind} ${report.reason}`
}

describe('a bounce', () => {
  it('is hard where the address itself is wrong, and soft whatever else is', () => {
    const kinds = {
      '5.1.1': 'hard-bounce mailbox-unknown',
      '5.1.2': 'hard-bounce mailbox-unknown',
      '5.1.10': 'hard-bounce mailbox-unknown',
      '5.2.2': 'soft-bounce mailbox-full',
      '4.2.2': 'soft-bounce mailbox-full',
      '4.4.7': 'soft-bounce deferred',
      '5.4.4': 'soft-bounce rejected',
      '5.7.1': 'soft-bounce refused-by-policy',
      '5.3.4': 'soft-bounce message-too-large',
      '5.1.8': 'soft-bounce rejected',
    }
    for (const [status, kind] of Object.entries(kinds)) {
      assert.equal(kindOf(writeBounce({ status, diagnostic: 'smtp; 550 it is so' })), kind, status)
    }
  })

  it('goes by what the far side said where the status says nothing', () => {
    assert.equal(
      kindOf(writeBounce({ status: '5.0.0', diagnostic: 'smtp; 550-5.1.1 No such user' })),
      'hard-bounce mailbox-unknown',
    )
    assert.equal(kindOf(writeBounce({ status: '5.0.0', diagnostic: 'smtp; 550 No such user' })), 'soft-bounce rejected')
    assert.equal(kindOf(writeBounce({ status: '', diagnostic: 'x-unix; 77' })), 'soft-bounce rejected')
  })

  it('that is only late, or arrived, is none', () => {
    for (const action of ['delayed', 'delivered', 'relayed', 'expanded'])
      assert.equal(kindOf(writeBounce({ action })), 'not-failed')
  })

  it('says what was said, who says so, and what came back', () => {
    const { report, returned } = read(
      writeBounce({}, 'Message-ID: <a@b>\nList-Unsubscribe:\n <https://wire.example/v1/unsubscribe/x.y>\n'),
    )
    assert.deepEqual(report, {
      kind: 'hard-bounce',
      reason: 'mailbox-unknown',
      status: '5.1.1',
      detail: '550 5.1.1 User unknown',
      reporter: 'mx.outlet.example',
      recipient: 'desk@outlet.example',
    })
    assert.equal(returned.get('message-id'), '<a@b>')
    assert.equal(returned.get('list-unsubscribe'), '<https://wire.example/v1/unsubscribe/x.y>')
  })

  it('names whom it did not reach, however that is written, or nobody', () => {
    const recipientOf = (field: string) => {
      const { report } = read(writeBounce().replace('Final-Recipient: rfc822; desk@outlet.example', field))
      return typeof report === 'string' ? report : report.recipient
    }
    for (const field of ['rfc822;a@b.example', 'RFC822; <a@b.example>', 'a@b.example', 'utf-8; a@b.example (no such user)'])
      assert.equal(recipientOf(`Final-Recipient: ${field}`), 'a@b.example')
    for (const field of ['X-Other: a@b.example', 'Final-Recipient:', 'Final-Recipient: x-local; desk'])
      assert.equal(recipientOf(field), undefined, field)
  })

  it('is read in the forms that mail servers write it in', () => {
    const plain = writeBounce()
    const forms = {
      'encoded in base64': plain.replace(/(message\/delivery-status)\r\n\r\n([\s\S]*?)(?=\r\n--report)/, (_, type, body) =>
        [type, 'Content-Transfer-Encoding: base64', '', Buffer.from(body).toString('base64')].join('\r\n'),
      ),
      'encoded in quoted-printable': plain
        .replace('delivery-status\r\n\r\n', 'delivery-status\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n')
        .replace('Status: 5.1.1', 'Sta=\r\ntus:=205.1.1'),
      'for international mail': plain.replace('message/delivery-status', 'message/global-delivery-status'),
      'in one group': plain.replace(/\r\n\r\nFinal-Recipient/, '\r\nFinal-Recipient'),
      'with lines that end in LF': plain.replaceAll('\r\n', '\n'),
      'in capitals': plain.replace('multipart/report', 'Multipart/REPORT').replace('Action: failed', 'ACTION: Failed (5 tries)'),
      'with a boundary that is not quoted': plain
        .replaceAll('report.of/mx', 'report')
        .replace('boundary="report"', 'boundary=report'),
      'cut off in the mail that came back': plain.slice(0, plain.indexOf('Subject: A mail')),
    }
    for (const [name, raw] of Object.entries(forms)) assert.equal(kindOf(raw), 'hard-bounce mailbox-unknown', name)
  })
})

describe('a complaint', () => {
  it('is one whatever it complains of', () => {
    for (const type of ['abuse', 'fraud', 'virus', 'other', 'Abuse'])
      assert.equal(kindOf(writeComplaint(type)), `complaint ${type.toLowerCase()}`)
  })

  it('is none where it says that a mail was no spam, or failed a check', () => {
    for (const type of ['not-spam', 'auth-failure', '']) assert.equal(kindOf(writeComplaint(type)), 'no-complaint')
  })
})

describe('what is no report', () => {
  const holiday =
    'From: desk@outlet.example\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am back on Monday. Status: 5.1.1\r\n'
  it('is read as none, however it is made', () => {
    const odd = {
      'a holiday': holiday,
      'one that speaks of a report': holiday.replace(
        '\r\n\r\n',
        '\r\nContent-Type: text/plain\r\n\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n',
      ),
      nothing: '',
      'a line end': '\r\n',
      'a header without an end': 'Content-Type: multipart/report; boundary=x',
      'a report without parts': 'Content-Type: multipart/report; boundary=x\r\n\r\n--x--\r\n',
      'a report without a boundary':
        'Content-Type: multipart/report\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n',
      bytes: Buffer.from(Array.from({ length: 512 }, (_, n) => n % 256)).toString('latin1'),
    }
    for (const [name, raw] of Object.entries(odd)) assert.equal(kindOf(raw), 'no-report', name)
  })

  it('takes no time, however it is nested or repeated', () => {
    const nested = Array.from(
      { length: 2000 },
      (_, n) => `Content-Type: multipart/report; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('')
    const many = `Content-Type: multipart/report; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(60_000)}`
    const spaces = `Content-Type: multipart/report;${' '.repeat(200_000)}boundary${' '.repeat(200_000)}\r\n\r\n`
    const folded = `Content-Type: multipart/report\r\n${' x\r\n'.repeat(100_000)}`
    for (const raw of [nested, many, spaces, folded]) {
      const began = performance.now()
      assert.equal(kindOf(raw), 'no-report')
      assert.ok(performance.now() - began < 1500, `${performance.now() - began} ms`)
    }
  })
})
