import { Prisma } from './client.ts'

/**
 * Which database this is, as Postgres names it, as SQL of type text: its cluster, its timeline, the database in it, and the
 * table that the answer is kept in. A dump that was restored, a copy, a promoted replica and a recovery to a point in time each
 * have another one. A snapshot of the disk has not: nothing in it can tell.
 */
export const homeHere: Prisma.Sql = Prisma.sql`(
  (SELECT system_identifier FROM pg_control_system())::text || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
  || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database()) || ' ' || 'wires'::regclass::oid)`
