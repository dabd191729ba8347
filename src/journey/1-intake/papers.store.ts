import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const sourceOf = async (db: Db, shopId: number, number: string): Promise<{ id: number; papers: number } | undefined> => (await db.rows<{ id: number; papers: number }>(sql`
  select o.id, (select count(*) from paper p where p.source_id = o.id) as papers from platform_order o where o.shop_id = ${shopId} and o.number = ${number}`))[0]

export const insertPaper = async (tx: Db, p: { sourceId: number; name: string; type: string; bytes: number; sealed: Buffer; at: Date; by: string }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into paper (source_id, name, type, bytes, sealed, at, added_by) values (${p.sourceId}, ${p.name}, ${p.type}, ${p.bytes}, ${p.sealed}, ${p.at}, ${p.by}) returning id`))[0]!.id

export const sealedPaper = async (db: Db, id: number, sourceId: number): Promise<{ name: string; type: string; sealed: Buffer } | undefined> => (await db.rows<{ name: string; type: string; sealed: Buffer }>(sql`
  select name, type, sealed from paper where id = ${id} and source_id = ${sourceId}`))[0]
