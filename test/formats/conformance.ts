import { oracles } from './oracles.ts'
import type { Verdict } from './verdict.ts'

/**
 * `npm run conformance`: asks every oracle, one line each, and ends with how many passed and how many failed. What cannot run is
 * neither, and says why. The exit code is 0 where something passed and nothing failed.
 */
const shownAtMost = 20
const tally = { passed: 0, failed: 0 }

for (const { name, ask } of oracles) {
  const verdict = await ask().catch((error: unknown): Verdict => ({ checked: 'it broke off', problems: [String(error)] }))
  if ('absent' in verdict) {
    console.log(`not run  ${name}: ${verdict.absent}`)
    continue
  }
  const { checked, problems } = verdict
  tally[problems.length === 0 ? 'passed' : 'failed'] += 1
  console.log(`${problems.length === 0 ? 'passed ' : 'failed '}  ${name}: ${checked}`)
  for (const problem of problems.slice(0, shownAtMost)) console.log(`         ${problem.slice(0, 500)}`)
}

console.log(`${tally.passed} passed, ${tally.failed} failed`)
// Where nothing could be asked, nothing was shown.
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
