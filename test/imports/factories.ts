import { applyImport } from '../../src/imports/apply-import.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import type { Service } from '../harness/service.ts'

type Options = { query?: string; type?: string; headers?: Record<string, string> }

/** Hands a file in as an admin, byte by byte as it is. */
export async function handIn(service: Service, key: string, file: string | Uint8Array, options: Options = {}): Promise<Answer> {
  const { query = '', type = 'text/csv', headers = {} } = options
  const res = await service.app.inject({
    method: 'POST',
    url: `/v1/outlets/imports${query}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
    payload: Buffer.from(file),
  })
  const json = res.body === '' ? undefined : JSON.parse(res.body)
  const problem = typeof json?.type === 'string' ? json.type.replace('/problems/', '') : undefined
  return { status: res.statusCode, headers: res.headers, text: res.body, json, problem }
}

/** Hands in a file that can be read. @returns the import */
export async function checked(
  service: Service,
  key: string,
  file: string | Uint8Array,
  options?: Options,
): Promise<Answer['json']> {
  return expectStatus(await handIn(service, key, file, options), 201).json
}

/** A table out of rows, with commas between cells; quotes what needs quotes. */
export function toCsv(rows: string[][]): string {
  const toCell = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return rows.map((row) => row.map(toCell).join(',')).join('\r\n')
}

/** Applies an import here and now, as a worker would. @returns the import as it stands then */
export async function applyNow(service: Service, id: string, query = ''): Promise<Answer['json']> {
  expectStatus(await service.admin.put(`/v1/outlets/imports/${id}/application${query}`), 202)
  await applyImport(service.deps, id)
  return expectStatus(await service.admin.get(`/v1/outlets/imports/${id}`), 200).json
}

/** The rows of an import. */
export async function rowsOf(service: Service, id: string, query = ''): Promise<Answer['json'][]> {
  return expectStatus(await service.admin.get(`/v1/outlets/imports/${id}/rows${query}`), 200).json.items
}
