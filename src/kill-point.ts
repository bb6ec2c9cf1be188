/** The places where a crash hurts most; docs/reliability.md says of each what is left behind and who repairs it. */
export const killPoints = [
  'after-publish',
  'in-expand',
  'after-expand',
  'after-gate',
  'after-lease',
  'after-claim',
  'after-send',
  'before-record',
  'after-record',
  'in-postpone',
  'in-end-lease',
  'in-reclaim',
  'in-gather',
  'after-gather',
] as const

/** The name of such a place. */
export type KillPoint = (typeof killPoints)[number]

type Armed = { point: KillPoint; left: number }

const armed = readArmed(process.env)

/**
 * Ends this process as `kill -9` does, where DATELINE_KILL_POINT names this place: `after-claim`, or `after-claim:3` for the
 * third time it comes by. For tests of survival alone: not set, it does nothing.
 */
export function killPoint(point: KillPoint): void {
  if (armed?.point !== point) return
  armed.left -= 1
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL')
}

/**
 * What the environment asks for.
 *
 * @throws for a name that there is not, and in production for any
 */
export function readArmed(env: Record<string, string | undefined>): Armed | undefined {
  const text = env.DATELINE_KILL_POINT
  if (!text) return undefined
  if (env.NODE_ENV === 'production')
    throw new Error('DATELINE_KILL_POINT ends the process: it is refused where NODE_ENV is production')
  const [name, times = '1'] = text.split(':')
  const point = killPoints.find((known) => known === name)
  const left = Number(times)
  if (!point || !Number.isInteger(left) || left < 1) {
    throw new Error(`DATELINE_KILL_POINT is ${text}: name one of ${killPoints.join(', ')}, with :2 for the second time and so on`)
  }
  return { point, left }
}
