import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

/** Nothing of the database is kept from the engine. */
export const noFilters = { externalTables: [], externalEnums: [] }

const folder = fileURLToPath(new URL('.', import.meta.url))

/**
 * Opens Prisma's own schema engine on a database: what `prisma migrate` runs, in WebAssembly and so without its download.
 * It looks at the schema `public` alone: BullMQ's is none of its business.
 *
 * @param url a database that the engine may look at
 * @returns what to ask, and how to close its connections
 */
export async function openSchemaEngine(url: string): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  const require = createRequire(import.meta.url)
  const home = dirname(require.resolve('@prisma/schema-engine-wasm'))
  const bindings = await import(join(home, 'schema_engine_bg.js'))
  const module = await WebAssembly.compile(await readFile(join(home, 'schema_engine_bg.wasm')))
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  const pool = new pg.Pool({ connectionString: url })
  const adapter = bindMigrationAwareSqlAdapterFactory(openAdapter(pool))
  const engine: SchemaEngine = await bindings.SchemaEngine.new({ datamodels: [await readSchema()] }, () => {}, adapter)
  return { engine, close: () => pool.end() }
}

/**
 * The SQL that leads from the database that an engine was opened on to a schema.
 *
 * @param schema the text of a schema.prisma
 * @returns undefined when the database has that schema already
 */
export async function diffToSchema(engine: SchemaEngine, schema: string): Promise<string | undefined> {
  const path = join(folder, 'schema.prisma')
  const datamodel = { files: [{ path, content: schema }] }
  const { stdout, exitCode } = await engine.diff({
    // The datasource of a schema stands for the database behind the adapter.
    from: { tag: 'schemaDatasource', ...datamodel, configDir: folder },
    to: { tag: 'schemaDatamodel', ...datamodel },
    script: true,
    exitCode: true,
    filters: noFilters,
  })
  return exitCode === 2 ? (stdout ?? '') : undefined
}

/** schema.prisma as the engine takes it: path and text. */
export async function readSchema(): Promise<[string, string]> {
  return ['schema.prisma', await readFile(join(folder, 'schema.prisma'), 'utf8')]
}

const char = 18
const charArray = 1002

/**
 * Postgres's catalogues hold the type "char" (OID 18), which the adapter cannot read and the engine asks for. It passes the
 * adapter as an array of it, a type that it knows and that no catalogue holds, and is put right behind.
 */
function openAdapter(pool: pg.Pool): PrismaPg {
  const query = pool.query.bind(pool)
  const disguised = async (config: pg.QueryArrayConfig) => {
    const result = await query(config)
    for (const field of result.fields) if (field.dataTypeID === char) field.dataTypeID = charArray
    return result
  }
  Object.defineProperty(pool, 'query', { value: disguised })
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  const revealed = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    const value = async (asked: Parameters<typeof queryRaw>[0]) => {
      const answer = await queryRaw(asked)
      const { CharacterArray, Character } = ColumnTypeEnum
      return { ...answer, columnTypes: answer.columnTypes.map((type) => (type === CharacterArray ? Character : type)) }
    }
    return Object.defineProperty(adapter, 'queryRaw', { value })
  }
  return Object.defineProperty(factory, 'connect', { value: revealed })
}
