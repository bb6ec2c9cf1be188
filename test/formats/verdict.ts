/** What an oracle said: what it was asked about and what it minds, or why it cannot be asked here. */
export type Verdict = { checked: string; problems: string[] } | { absent: string }

/** Somebody else's word on what we write. */
export type Oracle = { name: string; ask(): Promise<Verdict> }
