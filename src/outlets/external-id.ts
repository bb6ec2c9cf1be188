import { isUniqueViolation } from '../db/client.ts'
import { Problem } from '../problem.ts'

/**
 * Writes something that carries an external id.
 *
 * @throws conflict when another one has that external id; the transaction is lost then
 */
export async function withExternalId<Row>(what: string, write: Promise<Row>): Promise<Row> {
  try {
    return await write
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const detail = `Another ${what} has this externalId; it may be archived. Change that one, or send another externalId.`
    throw new Problem('conflict', detail, {
      errors: [{ pointer: '/externalId', code: 'unique', detail: `belongs to another ${what}` }],
      cause: error,
    })
  }
}
