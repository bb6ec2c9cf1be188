import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { forNow, NotTaken } from '../files/not-taken.ts'
import type { Control } from './control.ts'
import type { Step } from './reply.ts'

/** Where data breaks off, the server says why, a little later. */
const lastWordMs = 2_000

type Transfer = {
  step: Step
  command: string
  /** moves the bytes, once the server says that it is ready */
  run(data: Socket): Promise<void>
}

/**
 * One file over one data connection: the server says that it begins, data goes, and the server says that it has it all. Where data
 * breaks off, what the server says of it counts for more than how it broke off.
 *
 * @returns whether all of the bytes moved: false where the server says that it has it all, and data had broken off
 * @throws NotTaken, or what a broken connection throws
 */
export async function transfer(
  { ftp, settle, secure }: Control,
  data: Socket,
  { step, command, run }: Transfer,
): Promise<boolean> {
  const { lost, moved, lose, move, isWhole } = watch(data)
  let isAnswered = false
  const answer = ftp.handle(command, (response, task) => {
    isAnswered = response instanceof Error || response.code >= 200
    if (response instanceof Error) task.reject(response)
    // 125 or 150, and never both: the promise takes the first.
    else if (response.code < 200) ready.then(run).then(move, lose)
    else if (response.code < 300) task.resolve(response)
    else task.reject(forNow('protocol', `To ${step} the server answered: ${response.message}`))
  })
  // At once: some say 150 only when TLS stands, and others say no instead.
  const ready = ftp.hasTLS ? secure(data) : Promise.resolve(data)
  ready.then((socket) => socket.on('error', lose)).catch(lose)
  try {
    await Promise.race([settle(step, answer), lost])
    if (step === 'read') await Promise.race([moved, lost])
    // What broke off before the server's word may be heard of after it.
    await setImmediate()
    return isWhole()
  } finally {
    data.destroy()
    // Nobody waits for the answer any more: with the next command it would be taken for that one's.
    if (!isAnswered) ftp.close()
  }
}

/** What becomes of the bytes. `lost` waits a little, for the server's word; `isWhole` tells at once. */
function watch(data: Socket) {
  const lost = Promise.withResolvers<never>()
  const moved = Promise.withResolvers<void>()
  lost.promise.catch(() => {})
  let isWhole = false
  const lose = (error: unknown): void => {
    isWhole = false
    data.destroy()
    const told = error instanceof NotTaken ? error : forNow('data-connection', `The data connection broke: ${messageOf(error)}`)
    setTimeout(() => lost.reject(told), lastWordMs).unref()
  }
  const move = (): void => {
    isWhole = true
    moved.resolve()
  }
  if (data.destroyed) lose(data.errored)
  else data.on('error', lose)
  return { lost: lost.promise, moved: moved.promise, lose, move, isWhole: () => isWhole }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the far side closed it'
}
