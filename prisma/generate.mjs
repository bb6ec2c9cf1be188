// Run by npm after installing, with whatever Node is there. Generating needs no engine, but the Prisma CLI would download one
// first: told that it has one, it does not.
import { spawnSync } from 'node:child_process'

const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' }
const { status, error } = spawnSync('prisma', ['generate'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env,
  shell: process.platform === 'win32',
})
if (error) console.error(error)
process.exit(status ?? 1)
