import assert from 'node:assert/strict'

/** What a scrape says: each series' type and help, and its samples, `name{label="value"}` → value. */
export type Exposition = { types: Map<string, string>; helps: Map<string, string>; samples: Map<string, number> }

const sample = /^([a-zA-Z_:][\w:]*(?:\{[a-zA-Z_]\w*="(?:[^"\\]|\\.)*"(?:,[a-zA-Z_]\w*="(?:[^"\\]|\\.)*")*\})?) (\S+)$/

/** Reads Prometheus' text format as strictly as Prometheus does: a line that it would refuse fails the test, and so does a sample said twice. */
export function readExposition(text: string): Exposition {
  const exposition: Exposition = { types: new Map(), helps: new Map(), samples: new Map() }
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind) {
      const heads = kind === 'HELP' ? exposition.helps : exposition.types
      assert.ok(!heads.has(name), `${kind} of ${name} twice`)
      heads.set(name, rest)
      continue
    }
    const [, series = '', value = ''] = sample.exec(line) ?? []
    assert.notEqual(series, '', `no line of the format: ${line}`)
    assert.ok(!exposition.samples.has(series), `${series} twice`)
    assert.ok(
      exposition.types.has(series.replace(/\{.*/, '')) || /_(bucket|sum|count)(\{|$)/.test(series),
      `${series} has no type`,
    )
    exposition.samples.set(series, value === '+Inf' ? Infinity : Number(value))
    assert.ok(!Number.isNaN(exposition.samples.get(series)) || /^nan$/i.test(value), line)
  }
  return exposition
}
