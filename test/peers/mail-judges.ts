import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Why there is no OpenDKIM to be had here; undefined where there is one. */
export function findOpendkim(): Promise<string | undefined> {
  return isThere('opendkim', ['-V'])
}

/** Why there is no SpamAssassin to be had here; undefined where there is one. */
export function findSpamassassin(): Promise<string | undefined> {
  return isThere('spamassassin', ['-V'])
}

function isThere(program: string, args: string[]): Promise<string | undefined> {
  return run(program, args).then(
    () => undefined,
    () => `${program} is not installed (apt-get install ${program})`,
  )
}

/**
 * Has OpenDKIM verify a mail, as it does for a mail server.
 *
 * @param records what stands in DNS: names and their texts
 * @returns its verdict on each signature, in their order
 */
export async function verifyByOpendkim(mail: Buffer, records: [name: string, text: string][]): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'opendkim-'))
  const [file, known, settings] = ['mail', 'records', 'opendkim.conf'].map((name) => join(dir, name))
  try {
    await writeFile(String(file), mail)
    await writeFile(String(known), records.map(([name, record]) => `${name} ${record}\n`).join(''))
    await writeFile(
      String(settings),
      `Mode v\nTestPublicKeys ${known}\nAlwaysAddARHeader yes\nAuthservID verifier\nUserID nobody\n`,
    )
    const { stdout } = await run('opendkim', ['-x', String(settings), '-t', String(file), '-vvv'])
    return [...stdout.matchAll(/\bdkim=(\w+)[^;]*?header\.a=([\w-]+)/g)].map(([, result, algorithm]) => `${algorithm} ${result}`)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/**
 * Has SpamAssassin judge mails by the rules that it is installed with, and without asking anybody on the network.
 *
 * @returns of each the rules that it broke, and its score without what it gains by coming from the same machine
 */
export async function judgeBySpamassassin(mails: Buffer[]): Promise<{ rules: string[]; score: number }[]> {
  const child = spawn('spamassassin', ['--local', '--mbox'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const box = mails.flatMap((mail) => [
    Buffer.from('From nobody@wire.example Tue Dec  1 05:00:00 2026\n'),
    mail,
    Buffer.from('\n'),
  ])
  child.stdin.end(Buffer.concat(box))
  const said = (await text(child.stdout)).replace(/\n[ \t]+/g, ' ')
  return [...said.matchAll(/^X-Spam-Status: \w+, score=(\S+) .*?tests=(.*?) autolearn/gm)].map(([, score, tests = '']) => {
    const rules = tests.split(',').map((rule) => rule.trim())
    return { rules, score: Number(score) + (rules.includes('ALL_TRUSTED') ? 1 : 0) }
  })
}
