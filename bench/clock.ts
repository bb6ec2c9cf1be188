/** Milliseconds of the machine's own monotonic clock: the same in every process, so that theirs can be compared. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
