import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

export interface AnnouncedPromotion { id: number; name: string; from: Date; to: Date; announcedAt: Date; endedAt: Date | null }
export const listPromotions = (db: Db, before: number | null, limit: number): Promise<AnnouncedPromotion[]> => db.rows(sql`
  select id, name, from_at as "from", to_at as "to", announced_at as "announcedAt", ended_at as "endedAt" from promotion
  where (${before}::bigint is null or id < ${before}::bigint) order by id desc limit ${whole(limit)}`)

export const insertPromotion = async (tx: Db, p: { name: string; from: Date; to: Date; announcedAt: Date }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into promotion (name, from_at, to_at, announced_at) values (${p.name}, ${p.from}, ${p.to}, ${p.announcedAt}) returning id`))[0]!.id

/** Ends one that is not over; one that had not begun will never have been. */
export const endPromotion = (tx: Db, id: number, at: Date): Promise<{ id: number }[]> => tx.rows(sql`
  update promotion set ended_at = ${at} where id = ${id} and ended_at is null and to_at > ${at} returning id`)
