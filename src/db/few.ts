import { Prisma } from './client.ts'

/**
 * Rows out of bound values, as a SELECT that the planner takes for a single row however many there are. What is joined to it is then
 * looked up row by row through the key. Without, a plan that was made while a table was small, and is kept, would read the whole of it
 * for each row: limits that are bound as well are what a planner expects to cut nine tenths away.
 *
 * @param rows what stands after FROM
 * @param count how many rows there are, at most
 */
export function few(rows: Prisma.Sql, count: number): Prisma.Sql {
  return Prisma.sql`SELECT * FROM (SELECT * FROM ${rows} LIMIT ${count}) AS these LIMIT ${count}`
}
