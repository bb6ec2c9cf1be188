import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApiPath, writeOpenApi } from './openapi.ts'
import { root } from './tree.ts'

/** `npm run openapi`: commits the API's description to paper. */
await writeFile(join(root, openApiPath), await writeOpenApi())
console.log(`${openApiPath} is up to date.`)
