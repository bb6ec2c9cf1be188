/** What was found last under so many names; the one that was kept longest ago is forgotten first. */
export type Remembered<T> = {
  find(name: string): T | undefined
  /** @returns the value */
  keep(name: string, value: T): T
  forget(name: string): void
}

/** @param atMost how many names */
export function remember<T>(atMost: number): Remembered<T> {
  const values = new Map<string, T>()
  return {
    find: (name) => values.get(name),
    keep: (name, value) => {
      values.delete(name)
      values.set(name, value)
      const [oldest] = values.keys()
      if (values.size > atMost && oldest !== undefined) values.delete(oldest)
      return value
    },
    forget: (name) => {
      values.delete(name)
    },
  }
}
