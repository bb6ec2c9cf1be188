import { Gauge, Registry } from 'prom-client'

/** One figure of a gauge; `label` is the value of its one label, empty where it has none. */
export type Figure = { series: string; label: string; value: number }

/** A gauge that is read rather than counted: what it says, and what tells its figures apart. */
export type GaugeHead = { name: string; help: string; label?: string }

/**
 * Figures in Prometheus' text format. A gauge of which nothing is known shows its name only, and no figure: an old one would lie.
 *
 * @param figures those of unknown series are left out
 */
export async function writeGauges(heads: readonly GaugeHead[], figures: readonly Figure[]): Promise<string> {
  const registry = new Registry()
  for (const { name, help, label } of heads) {
    const gauge = new Gauge({ name, help, labelNames: label ? [label] : [], registers: [registry] })
    // A gauge without labels begins with a zero that nobody has read.
    if (!label) gauge.remove()
    for (const figure of figures.filter(({ series }) => series === name)) {
      gauge.set(label ? { [label]: figure.label } : {}, figure.value)
    }
  }
  return registry.metrics()
}
