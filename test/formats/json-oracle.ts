import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { conformancePath, readIfThere } from './sample.ts'

/** The schema of a version of ninjs, compiled with the formats of its values; undefined where it is absent. */
export function ninjsSchema(version: string): ValidateFunction | undefined {
  const schema = readIfThere(conformancePath(`ninjs/ninjs-schema_${version}.json`))
  const geojson = readIfThere(conformancePath('ninjs/GeoJSON-schema.json'))
  if (schema === undefined || geojson === undefined) return undefined
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(JSON.parse(geojson))
  return ajv.compile(JSON.parse(schema))
}

/** The standard's own cases of some versions, as far as they are there. */
export function ninjsCases(versions: string[]): { path: string; passes: boolean; item: unknown }[] {
  return versions.flatMap((version) =>
    ['should_pass', 'should_fail'].flatMap((expected) => {
      const folder = conformancePath(`ninjs/test_suite/${version}/${expected}`)
      const files = existsSync(folder) ? readdirSync(folder) : []
      return files.map((file) => {
        const path = join(folder, file)
        return { path, passes: expected === 'should_pass', item: JSON.parse(readIfThere(path) ?? '') }
      })
    }),
  )
}
