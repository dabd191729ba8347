import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

export interface NewScan { carrierId: number; waybill: string; at: string; kind: string; place: string; note: string; parcelId: number | null }

/** Keeps scans not seen before; a carrier repeats most of them. */
export const insertTracking = (tx: Db, scans: readonly NewScan[], got: Date): Promise<{ parcelId: number | null; at: Date; kind: string }[]> => tx.rows(sql`
  insert into tracking (carrier_id, waybill, at, kind, place, note, got_at, parcel_id)
  select n."carrierId", n.waybill, n.at, n.kind, n.place, n.note, ${got}::timestamptz, n."parcelId"
  from json_to_recordset(${JSON.stringify(scans)}::json) as n("carrierId" bigint, waybill text, at timestamptz, kind text, place text, note text, "parcelId" bigint)
  order by n.waybill, n.at, n.kind on conflict do nothing returning parcel_id as "parcelId", at, kind`)

/** Every scan kept for these numbers, whether or not its parcel was known when it came. */
export const scansOf = (tx: Db, numbers: readonly { parcelId: number; carrierId: number; waybill: string }[]): Promise<{ id: number; parcelId: number; at: Date; kind: string }[]> => tx.rows(sql`
  select t.id, n.parcel as "parcelId", t.at, t.kind from tracking t
  join unnest(${numbers.map(n => n.parcelId)}::bigint[], ${numbers.map(n => n.carrierId)}::bigint[], ${numbers.map(n => n.waybill)}::text[]) as n(parcel, carrier, waybill)
    on t.carrier_id = n.carrier and t.waybill = n.waybill order by t.at, t.id limit 100000`)
export const linkScans = (tx: Db, scans: readonly { id: number; parcelId: number }[]) => tx.rows(sql`
  update tracking t set parcel_id = n.parcel from unnest(${scans.map(s => s.id)}::bigint[], ${scans.map(s => s.parcelId)}::bigint[]) as n(id, parcel)
  where t.id = n.id and t.parcel_id is null`)

export const signedOrders = (tx: Db, limit: number): Promise<{ id: number }[]> => tx.rows(sql`
  select id from orders where stage = 'signed' and blocks = '{}' order by priority desc, id limit ${whole(limit)} for update skip locked`)

export const trackingOf = (db: Db, order: number): Promise<{ at: Date; kind: string; place: string; note: string; waybill: string }[]> => db.rows(sql`
  select t.at, t.kind, t.place, t.note, t.waybill from tracking t join parcel p on p.id = t.parcel_id where p.order_id = ${order} order by t.at limit 500`)

export const numbersOf = (db: Db, orders: readonly number[]): Promise<{ id: number; stage: string }[]> => db.rows(sql`select id, stage from orders where id = any(${orders}::bigint[])`)
