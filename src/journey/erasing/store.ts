import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import { ended } from '#journey/order/stages.ts'

/** Every order of the person of this one: the same account at a shop, or the same phone. */
const ofPerson = (order: number) => sql`(select o.id from orders o where o.customer_id = (select customer_id from orders where id = ${order})
  union select r.order_id from receiver r where r.phone_key = (select phone_key from receiver where order_id = ${order}) union select ${order}::bigint)`

export interface OrderOfPerson { id: number; number: string; shopId: number; ended: boolean; held: boolean; erased: boolean }
export const ordersOf = (db: Db, scope: Scope, order: number): Promise<OrderOfPerson[]> => db.rows(sql`
  select o.id, o.number, o.shop_id as "shopId", o.stage in ${ended} as ended, h.order_id is not null as held, e.subject_id is not null as erased
  from orders o left join legal_hold h on h.order_id = o.id left join erasure e on e.subject = 'order' and e.subject_id = o.id
  where o.id in ${ofPerson(order)} and exists (select from orders o where o.id = ${order} and ${withinScope(scope, 'o')}) order by o.id limit 5000`)

export interface Known {
  id: number; number: string; shop: string; stage: string; placedAt: Date; totalFen: number; province: string; city: string; district: string; sealed: Buffer | null; token: string | null
  buyerRemark: string; sellerRemark: string; corrections: { at: string; sealed: string }[] | null; contacts: { at: string; channel: string; note: string }[] | null; lines: { title: string; quantity: number }[] | null
}
/** All that is known of a person, order by order. */
export const knownOf = (db: Db, ids: readonly number[]): Promise<Known[]> => db.rows(sql`
  select o.id, o.number, s.code as shop, o.stage, o.placed_at as "placedAt", o.total_fen as "totalFen", r.province, r.city, r.district, r.sealed, r.token, o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark",
    (select json_agg(json_build_object('at', k.at, 'sealed', encode(k.sealed, 'base64')) order by k.id) from correction k where k.order_id = o.id) as corrections,
    (select json_agg(json_build_object('at', c.at, 'channel', c.channel, 'note', c.note) order by c.id) from contact c where c.order_id = o.id) as contacts,
    (select json_agg(json_build_object('title', l.title, 'quantity', l.quantity) order by l.line) from order_line l where l.order_id = o.id) as lines
  from orders o join shop s on s.id = o.shop_id join receiver r on r.order_id = o.id where o.id = any(${ids}::bigint[]) order by o.id limit 5000`)

/** Rows are locked, so that none comes back to life while it is erased. Answers those that have ended and are not held. */
export const lockEnded = (tx: Db, ids: readonly number[]): Promise<{ id: number }[]> => tx.rows(sql`
  select o.id from orders o where o.id = any(${ids}::bigint[]) and o.stage in ${ended} and not exists (select from legal_hold h where h.order_id = o.id) order by o.id for update of o`)

const cursor = 'old'
/** Orders that ended before then, behind those that were looked at before. */
export const oldFrom = (tx: Db, before: Date, limit: number): Promise<{ id: number; stageAt: Date; held: boolean; erased: boolean }[]> => tx.rows(sql`
  select o.id, o.stage_at as "stageAt", h.order_id is not null as held, e.subject_id is not null as erased
  from orders o left join legal_hold h on h.order_id = o.id left join erasure e on e.subject = 'order' and e.subject_id = o.id
  where o.stage in ${ended} and o.stage_at < ${before} and (o.stage_at, o.id) > (coalesce((select stage_at from erasing_cursor where name = ${cursor}), '-infinity'), coalesce((select id from erasing_cursor where name = ${cursor}), 0))
  order by o.stage_at, o.id limit ${whole(limit)}`)
export const moveTo = (tx: Db, stageAt: Date, id: number) => tx.rows(sql`
  insert into erasing_cursor (name, stage_at, id) values (${cursor}, ${stageAt}, ${id}) on conflict (name) do update set stage_at = excluded.stage_at, id = excluded.id`)

export interface Erasure { subject: string; id: number; at: string; by: string; reason: string }
/** Whose personal data is gone for good, and on whose word. The list names ids, never a person. Answers those that were not known. */
export const addErasures = (tx: Db, all: readonly Erasure[]): Promise<{ subject: string; id: number }[]> => tx.rows(sql`
  insert into erasure (subject, subject_id, at, by, reason)
  select e.subject, e.id, e.at, e.by, e.reason from json_to_recordset(${JSON.stringify(all)}::json) as e(subject text, id bigint, at timestamptz, by text, reason text) order by e.subject, e.id
  on conflict (subject, subject_id) do nothing returning subject, subject_id as id`)
export const orderOfNumber = async (db: Db, number: string): Promise<number | undefined> => (await db.rows<{ id: number }>(sql`select id from orders where number = ${number} order by id limit 1`))[0]?.id
export const countErasures = async (db: Db): Promise<number> => (await db.rows<{ count: number }>(sql`select count(*) as count from erasure`))[0]!.count // an aggregate always gives a row

export const hold = (tx: Db, ids: readonly number[], by: { id: number; name: string; at: Date; reason: string }) => tx.rows(sql`
  insert into legal_hold (order_id, since, by_id, by_name, reason) select i, ${by.at}::timestamptz, ${by.id}::bigint, ${by.name}::text, ${by.reason}::text from unnest(${ids}::bigint[]) as i order by i on conflict (order_id) do nothing`)
/** What was passed over because it was held is looked at once more. */
export const lift = (tx: Db, ids: readonly number[]) => tx.rows(sql`delete from legal_hold where order_id = any(${ids}::bigint[])`)
export const lookBack = (tx: Db, ids: readonly number[]) => tx.rows(sql`
  update erasing_cursor c set stage_at = m.stage_at, id = 0 from (select min(stage_at) as stage_at from orders where id = any(${ids}::bigint[])) m where c.name = ${cursor} and m.stage_at <= c.stage_at`)
