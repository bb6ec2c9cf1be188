import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import type { Folder, Written } from '../files/hand-in.ts'
import { NotTaken } from '../files/not-taken.ts'
import type { Control } from './control.ts'
import type { OpenData } from './data.ts'
import { transfer } from './transfer.ts'

/** The directory that the control connection is in, over FTP. */
export function openFolder(control: Control, openData: OpenData): Folder {
  return {
    findSize: (name) => findSize(control, name),
    read: (name) => read(control, openData, name),
    write: (name, bytes, from) => write(control, openData, { name, bytes, from }),
    rename: (from, to) => rename(control, from, to),
  }
}

async function findSize({ ask }: Control, name: string): Promise<number | 'missing' | 'unknown'> {
  const answer = await ask('size', `SIZE ${name}`).catch(toSize)
  if (typeof answer === 'string') return answer
  const [, size] = /^213[ -]\D*(\d+)/.exec(answer.message) ?? []
  return size === undefined ? 'unknown' : Number(size)
}

/** Who does not know the command cannot tell; RFC 3659 has 550 for what is not there. */
function toSize(error: unknown): 'missing' | 'unknown' {
  if (!(error instanceof NotTaken) || error.outcome.kind === 'temporary') throw error
  return error.outcome.reason === 'rejected' ? 'unknown' : 'missing'
}

async function read(control: Control, openData: OpenData, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const run = async (data: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of data) chunks.push(chunk)
  }
  await transfer(control, await openData(), { step: 'read', command: `RETR ${name}`, run })
  return Buffer.concat(chunks)
}

/** Node tells of an error here, whatever its types say. */
type Done = (error?: Error | null) => void
type Writing = { name: string; bytes: Uint8Array; from: number }

async function write(control: Control, openData: OpenData, { name, bytes, from }: Writing): Promise<Written> {
  // All of it is there, and some servers refuse to begin at the end.
  if (from > 0 && from === bytes.length) return { began: from, isWhole: true }
  const data = await openData()
  const began = from > 0 && (await restarts(control, from)) ? from : 0
  const run = (socket: Socket): Promise<void> => promisify((done: Done) => socket.end(bytes.subarray(began), done))()
  return { began, isWhole: await transfer(control, data, { step: 'store', command: `STOR ${name}`, run }) }
}

/** Whether the server begins the next upload in the middle of a file (RFC 3659, section 5); not all can. */
async function restarts({ ask }: Control, from: number): Promise<boolean> {
  try {
    await ask('store', `REST ${from}`)
    return true
  } catch (error) {
    if (error instanceof NotTaken && error.outcome.kind === 'permanent') return false
    throw error
  }
}

async function rename({ ask }: Control, from: string, to: string): Promise<void> {
  await ask('rename', `RNFR ${from}`)
  try {
    await ask('rename', `RNTO ${to}`)
  } catch (error) {
    if (!(error instanceof NotTaken) || error.outcome.kind === 'temporary') throw error
    // Some do not rename in place of another file. It is asked once more whether there is one to take that place: another attempt
    // may have put it there meanwhile.
    await ask('rename', `RNFR ${from}`)
    await ask('remove', `DELE ${to}`).catch(() => {
      throw error
    })
    await ask('rename', `RNFR ${from}`)
    await ask('rename', `RNTO ${to}`)
  }
}
