import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** A page with the name under which it is spoken of. */
export type HtmlPage = { name: string; html: string }

const jar = 'node_modules/vnu-jar/build/dist/vnu.jar'
const Answer = z.object({
  messages: z.array(z.looseObject({ type: z.string(), url: z.string().optional(), message: z.string() })),
})

/** Why the validator cannot run here, in a sentence; undefined where it can. */
export function whyNoValidator(): string | undefined {
  if (!existsSync(jar)) return 'the package vnu-jar is not installed'
  return spawnSync('java', ['-version']).status === 0 ? undefined : 'there is no Java, in which the validator is written'
}

/**
 * Validates pages with the Nu Html Checker, which is the W3C's.
 *
 * @returns its errors and warnings, in its words; nothing where all pages are valid
 */
export function validateHtml(pages: readonly HtmlPage[]): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'dateline-html-'))
  try {
    const files = pages.map(({ name }) => join(dir, `${name}.html`))
    for (const [at, { html }] of pages.entries()) writeFileSync(files[at] ?? '', html)
    const args = ['-jar', jar, '--exit-zero-always', '--format', 'json', ...files]
    const { stderr, status } = spawnSync('java', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    if (status !== 0) return [`the validator broke off: ${stderr.slice(0, 300)}`]
    return Answer.parse(JSON.parse(stderr)).messages.map(
      ({ type, url = '', message }) => `${url.split('/').at(-1)}: ${type}: ${message}`,
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}
