import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailReasons, toOutcome } from '../../src/channels/email/reply.ts'

type Case = { command?: string; code?: string; response?: string; expected: string }

function classify({ command = 'RCPT TO', code = 'EENVELOPE', response = '' }: Case): string {
  const responseCode = Number.parseInt(response, 10) || undefined
  const outcome = toOutcome(
    Object.assign(new Error('not taken'), { code, command, response, responseCode }),
    'jane@outlet.example',
  )
  assert.ok(outcome && outcome.kind !== 'delivered')
  assert.ok(mailReasons[outcome.kind].includes(outcome.reason), `${outcome.reason} is not among its reasons`)
  const suppressed = outcome.kind === 'permanent' && outcome.suppress ? ` ${outcome.suppress}` : ''
  return `${outcome.kind} ${outcome.reason}${suppressed}`
}

function check(cases: Case[]): void {
  for (const one of cases) assert.equal(classify(one), one.expected, JSON.stringify(one))
}

test('an address that is wrong in itself is a hard bounce', () => {
  const expected = 'permanent mailbox-unknown hard-bounce'
  check([
    { response: '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', expected },
    { response: '550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Learn more', expected },
    { response: '550 5.1.2 Bad destination system', expected },
    { response: '553 5.1.3 Bad syntax', expected },
    { response: '550 5.1.6 Moved, no forwarding address', expected },
    { response: '556 5.1.10 Recipient address has null MX', expected },
    { command: 'DATA', code: 'EMESSAGE', response: '550 5.1.1 No such user', expected },
  ])
})

test('rules, doubts and faults of the sender suppress nobody', () => {
  check([
    {
      response: '550 5.7.1 Our system has detected that this message is likely unsolicited',
      expected: 'permanent refused-by-policy',
    },
    { command: 'DATA', code: 'EMESSAGE', response: '554 5.7.26 DMARC', expected: 'permanent refused-by-policy' },
    { response: '550 mailbox unavailable', expected: 'permanent rejected' },
    { response: '550 5.1.0 Address rejected', expected: 'permanent rejected' },
    { response: '553 5.1.8 Bad sender', expected: 'permanent rejected' },
    { response: '554 transaction failed', expected: 'permanent rejected' },
    { response: '552 5.2.2 Over quota', expected: 'permanent mailbox-full' },
    { command: 'DATA', code: 'EMESSAGE', response: '552 5.3.4 Too big', expected: 'permanent message-too-large' },
    { command: 'MAIL FROM', response: '552 5.3.4 Too big', expected: 'permanent message-too-large' },
  ])
})

test('what waiting may cure is temporary', () => {
  check([
    { response: '450 4.2.1 The mailbox is busy', expected: 'temporary mailbox-busy' },
    { response: '450 mailbox busy', expected: 'temporary mailbox-busy' },
    { response: '452 4.2.2 Over quota', expected: 'temporary mailbox-full' },
    { response: '421 4.7.0 Too many connections', expected: 'temporary rate-limited' },
    { response: '450 4.7.1 Greylisted', expected: 'temporary rate-limited' },
    { response: '451 try again', expected: 'temporary rate-limited' },
    { response: '452 too many recipients', expected: 'temporary rate-limited' },
    { response: '451 4.3.0 Local error', expected: 'temporary deferred' },
    { response: '454 4.4.1 Cannot connect', expected: 'temporary deferred' },
    { command: 'DATA', response: '503 5.5.1 Bad sequence of commands', expected: 'temporary deferred' },
  ])
})

test('what the relay holds against us strikes no outlet off', () => {
  check([
    { command: 'MAIL FROM', response: '553 5.7.1 Sender not owned by user', expected: 'temporary relay-refused-sender' },
    { command: 'MAIL FROM', response: '550 5.1.8 Unknown sender domain', expected: 'temporary relay-refused-sender' },
    { command: 'MAIL FROM', response: '530 5.7.0 Authentication required', expected: 'temporary relay-refused-login' },
    { command: 'AUTH PLAIN', code: 'EAUTH', response: '535 5.7.8 Wrong', expected: 'temporary relay-refused-login' },
    { command: 'CONN', code: 'EPROTOCOL', response: '554 5.7.1 No SMTP service here', expected: 'temporary relay-unreachable' },
    { command: 'CONN', code: 'ESOCKET', expected: 'temporary relay-unreachable' },
    { command: 'CONN', code: 'EDNS', expected: 'temporary relay-unreachable' },
    { command: 'CONN', code: 'ETLS', expected: 'temporary relay-unreachable' },
  ])
})

test('a fault of ours is no outcome', () => {
  assert.equal(toOutcome(new TypeError('x is not a function'), 'jane@outlet.example'), undefined)
  assert.equal(toOutcome('what?', 'jane@outlet.example'), undefined)
})

test('no detail names the mailbox, however the relay spells it; its domain may stay', () => {
  for (const [code, responseCode] of [
    ['EENVELOPE', 550],
    ['EENVELOPE', 450],
    ['EENVELOPE', 530],
    ['ECONNECTION', 421],
  ] as const) {
    const response = `${responseCode} Jane@Outlet.EXAMPLE is unknown to jane@outlet.example of outlet.example`
    const outcome = toOutcome({ code, command: 'RCPT TO', response, responseCode }, 'jane@Outlet.example')
    assert.ok(outcome && outcome.kind !== 'delivered')
    assert.match(outcome.detail, /••• is unknown to ••• of outlet\.example$/)
  }
})
