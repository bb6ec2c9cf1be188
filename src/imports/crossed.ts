/** Another transaction made something of the same external id after this one had looked: take all back and look again. */
export class Crossed extends Error {
  constructor() {
    super('something of the same external id was made meanwhile')
    this.name = 'Crossed'
  }
}

/** @throws Crossed when fewer rows were inserted than wanted */
export function requireInserted(inserted: number, wanted: number): void {
  if (inserted < wanted) throw new Crossed()
}
