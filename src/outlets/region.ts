import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { isCountry } from './country.ts'

const countriesByRegion = readRegions()

/** The keys of all regions and subregions, such as `asia` and `western-asia`. */
export const regionKeys: readonly string[] = [...countriesByRegion.keys()].sort()

/** A region of the world as the API takes it: the regions and subregions of the United Nations, as npm `world-countries` has them. */
export const Region = z
  .string()
  .refine((key) => countriesByRegion.has(key), { error: `is not a region we know: send one of ${regionKeys.join(', ')}` })
  .meta({ description: `one of ${regionKeys.join(', ')}`, example: 'western-asia' })

/** The countries of regions, each once. A key that there is not has none. */
export function countriesOf(regions: readonly string[]): string[] {
  return [...new Set(regions.flatMap((region) => countriesByRegion.get(region) ?? []))]
}

function readRegions(): Map<string, string[]> {
  // Read and forgotten: imported, the whole file with its forty translations would stay in memory.
  const path = createRequire(import.meta.url).resolve('world-countries/countries.json')
  const Countries = z.array(z.object({ cca2: z.string(), region: z.string(), subregion: z.string() }))
  const regions = new Map<string, string[]>()
  for (const { cca2, region, subregion } of Countries.parse(JSON.parse(readFileSync(path, 'utf8')))) {
    if (!isCountry(cca2)) continue
    for (const name of new Set([region, subregion])) {
      const key = name.toLowerCase().replaceAll(' ', '-')
      if (key !== '') regions.set(key, [...(regions.get(key) ?? []), cca2])
    }
  }
  return regions
}
