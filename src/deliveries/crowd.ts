/** Things under way, counted. */
export type Crowd = {
  enter(): void
  leave(): void
  size(): number
  /** Resolves when a condition holds; it is asked now, and again whenever something leaves. */
  until(holds: () => boolean): Promise<void>
}

/** Nothing is under way at first. */
export function openCrowd(): Crowd {
  const watchers = new Set<() => void>()
  let size = 0
  return {
    enter: () => {
      size += 1
    },
    leave: () => {
      size -= 1
      for (const look of watchers) look()
    },
    size: () => size,
    until: async (holds) => {
      if (holds()) return
      await new Promise<void>((resolve) => {
        const look = () => {
          if (!holds()) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
      })
    },
  }
}
