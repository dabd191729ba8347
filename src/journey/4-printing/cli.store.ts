import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

// What the command line asks, which sees the whole company.

export const ordersByNumbers = (db: Db, numbers: readonly string[]): Promise<{ id: number }[]> => db.rows(sql`select id from orders where number = any(${numbers}::text[]) order by id limit 5000`)
export const allPrinters = (db: Db): Promise<{ id: number; code: string; name: string; station: string; channel: string; address: string; documents: string[] }[]> => db.rows(sql`
  select id, code, name, station, channel, address, documents from printer where retired_at is null order by station, code limit 500`)
export const batchesOf = (db: Db, id: number | null, limit: number): Promise<{ id: number; state: string; stopCode: string | null; papers: number; done: number; refused: number; documents: string[]; by: string; madeAt: Date }[]> => db.rows(sql`
  select b.id, b.state, b.stop_code as "stopCode", b.papers, (select count(*) from print_paper t where t.batch_id = b.id and t.state in ('printed', 'confirmed')) as done, (select count(*) from print_paper t where t.batch_id = b.id and t.state = 'refused') as refused,
    b.documents, b.by_name as by, b.made_at as "madeAt" from print_batch b where (${id}::bigint is null or b.id = ${id}::bigint) order by b.id desc limit ${whole(limit)}`)
