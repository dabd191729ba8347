import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** The number PostgreSQL gave this server when it was made; its shelf has that name. */
export const systemOf = async (db: Db): Promise<string> => (await db.rows<{ system: string }>(sql`select system_identifier::text as system from pg_control_system()`))[0]!.system
