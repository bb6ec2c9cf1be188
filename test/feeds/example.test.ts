import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { makeOutlet } from './outlet.ts'

let stage: Stage
let dir: string
before(async () => {
  stage = await startStage()
  dir = await mkdtemp(join(tmpdir(), 'dateline-poll-'))
})
after(async () => {
  await stage.close()
  await rm(dir, { recursive: true })
})

it('the program of the page on fetching gets each story once, and goes on where it stopped', async () => {
  const page = await readFile('docs/channels/fetching.md', 'utf8')
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? []
  await writeFile(join(dir, 'poll.mjs'), program)
  const outlet = await makeOutlet(stage)
  await stage.work()
  const env = { ...process.env, WIRE: await stage.app.listen({ port: 0, host: '127.0.0.1' }), KEY: outlet.key }
  const release = async () => {
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: outlet.listId }] })
    expectStatus(await stage.publish(id), 202)
    return id
  }
  const run = async (say: (line: string) => boolean) => {
    const poll = spawn(process.execPath, ['poll.mjs'], { cwd: dir, env, stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface({ input: poll.stdout })) if (say(line)) break
    // Once its place is kept.
    while ((await readFile(join(dir, 'since'), 'utf8').catch(() => '')) === '') await stage.deps.signals.wait('', 50)
    poll.kill()
    await once(poll, 'exit')
  }
  const first = await release()
  await run((line) => line === '1 original')
  await stage.until(first, ({ counts }) => counts.delivered === 1)
  await release()
  const said: string[] = []
  await run((line) => said.push(line) > 0 && line === '2 original')
  assert.deepEqual(said.at(-1), '2 original')
  const stories = (await readdir(dir)).filter((name) => name.endsWith('.json'))
  assert.equal(stories.length, 2)
  assert.match(await readFile(join(dir, stories[0] ?? ''), 'utf8'), /Headline in en/)
})
