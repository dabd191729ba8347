import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { joined, sql, whole, type Sql } from '#kit/sql.ts'
import type { ParcelState } from '#journey/parcel/states.ts'
import { waits, type Moments, type Tracking } from './board.rules.ts'

export interface ListedParcel {
  id: number; order: number; number: string; shop: string; warehouse: string; state: ParcelState; carrier: string | null; carrierName: string | null; waybill: string | null; code: string
  receiver: string; province: string; city: string; handedAt: Date | null; lastScanAt: Date | null; lastScan: string | null; signedAt: Date | null; uploadedAt: Date | null
}
const listed = sql`p.id, p.order_id as "order", o.number, s.code as shop, w.name as warehouse, p.state, c.code as carrier, c.name as "carrierName", p.waybill, p.code,
  r.mask as receiver, r.province, r.city, p.handed_at as "handedAt", p.last_scan_at as "lastScanAt", p.last_scan as "lastScan", p.signed_at as "signedAt", p.uploaded_at as "uploadedAt"`
const joins = sql`join orders o on o.id = p.order_id join shop s on s.id = o.shop_id join warehouse w on w.id = p.warehouse_id join receiver r on r.order_id = p.order_id left join carrier c on c.id = p.carrier_id`

/** Each state in the words of a partial index (migration 0070). */
const isTracking = (tracking: Tracking, m: Moments): Sql => ({
  'not-collected': sql`p.state in ('handed-over', 'in-transit') and p.state = 'handed-over' and p.last_scan_at is null`,
  'in-transit': sql`p.state in ('handed-over', 'in-transit') and p.state = 'in-transit'`,
  stalled: sql`p.state in ('handed-over', 'in-transit') and coalesce(p.last_scan_at, p.handed_at) < ${m.stalledBefore}`,
  late: sql`p.state in ('handed-over', 'in-transit') and p.handed_at < ${m.lateBefore}`,
  'not-told': sql`p.handed_at is not null and p.uploaded_at is null and p.handed_at < ${m.toldBefore}`,
  returned: sql`p.last_scan in ('refused', 'returned')`,
  signed: sql`p.state = 'signed' and p.signed_at >= ${m.today}`,
})[tracking]

export interface ParcelFilter {
  tracking?: Tracking | undefined; carrier?: number | undefined; warehouse?: number | undefined; shop?: string | undefined; q?: string | undefined
  /** Handed over since and before. */
  from?: Date | undefined; before?: Date | undefined
}
const fits = (scope: Scope, m: Moments, { tracking, carrier, warehouse, shop, q, from, before }: ParcelFilter): Sql => joined([
  withinScope(scope, 'o'), tracking ? isTracking(tracking, m) : q ? sql`p.state <> 'void'` : sql`p.handed_at is not null`,
  ...(carrier ? [sql`p.carrier_id = ${carrier}`] : []), ...(warehouse ? [sql`p.warehouse_id = ${warehouse}`] : []), ...(shop ? [sql`o.shop_id = (select id from shop where code = ${shop})`] : []),
  ...(from ? [sql`p.handed_at >= ${from}`] : []), ...(before ? [sql`p.handed_at < ${before}`] : []),
  ...(q ? [sql`p.id = any(array(select id from parcel where waybill = ${q} union select x.id from parcel x join orders y on y.id = x.order_id where y.number = ${q} union select x.id from parcel x where x.code = ${q.toUpperCase()} limit 1000))`] : []),
], ' and ')

/** A page of parcels by keyset. */
export const listParcels = (db: Db, scope: Scope, m: Moments, filter: ParcelFilter, { after, limit }: { after?: number | undefined; limit: number }): Promise<ListedParcel[]> => db.rows(sql`
  select ${listed} from parcel p ${joins}
  where ${fits(scope, m, filter)} ${after ? (waits(filter.tracking) ? sql`and p.id > ${after}` : sql`and p.id < ${after}`) : sql``}
  order by p.id ${waits(filter.tracking) ? sql`asc` : sql`desc`} limit ${whole(limit)}`)
export const countParcels = async (db: Db, scope: Scope, m: Moments, filter: ParcelFilter, most: number): Promise<number> => (await db.rows<{ count: number }>(sql`
  select count(*) as count from (select 1 from parcel p join orders o on o.id = p.order_id where ${fits(scope, m, filter)} limit ${whole(most)}) x`))[0]!.count // an aggregate always gives a row

export interface ParcelCount { tracking: Tracking; count: number; oldestAt: Date | null }
/** One look at the parcels under way, which are few beside those that arrived; counted no further than `most`. */
export const countTracking = (db: Db, scope: Scope, m: Moments, most: number): Promise<ParcelCount[]> => db.rows(sql`
  with moving as materialized (
    select p.state, p.handed_at, p.last_scan_at from parcel p ${within(scope)}
    where p.state in ('handed-over', 'in-transit') order by p.id limit ${whole(most * 10)}),
  untold as (select p.handed_at from parcel p ${within(scope)} where p.handed_at is not null and p.uploaded_at is null and p.handed_at < ${m.toldBefore} order by p.handed_at limit ${whole(most)}),
  back as (select p.last_scan_at from parcel p ${within(scope)} where p.last_scan in ('refused', 'returned') order by p.id limit ${whole(most)}),
  signed as (select p.signed_at from parcel p ${within(scope)} where p.state = 'signed' and p.signed_at >= ${m.today} order by p.signed_at limit ${whole(most)})
  select 'not-collected' as tracking, count(*) as count, min(handed_at) as "oldestAt" from moving where state = 'handed-over' and last_scan_at is null
  union all select 'in-transit', count(*), min(handed_at) from moving where state = 'in-transit'
  union all select 'stalled', count(*), min(coalesce(last_scan_at, handed_at)) from moving where coalesce(last_scan_at, handed_at) < ${m.stalledBefore}
  union all select 'late', count(*), min(handed_at) from moving where handed_at < ${m.lateBefore}
  union all select 'not-told', count(*), min(handed_at) from untold
  union all select 'returned', count(*), min(last_scan_at) from back
  union all select 'signed', count(*), min(signed_at) from signed`)

/** Who may see everything is spared the way over the orders. */
const within = (scope: Scope): Sql => (scope.shops || scope.warehouses ? sql`join orders o on o.id = p.order_id and ${withinScope(scope, 'o')}` : sql``)

export interface ParcelRow extends ListedParcel {
  version: number; stage: string; pieces: number; expectedGrams: number; weighedGrams: number | null; material: string | null
  pickedBy: number | null; pickedName: string | null; checkedBy: number | null; checkedName: string | null; packedBy: number | null; packedName: string | null
  handoverId: number | null; handoverState: string | null; signer: string | null; sheetSignedAt: Date | null
}
export const findParcel = async (db: Db, scope: Scope, id: number): Promise<ParcelRow | undefined> => (await db.rows<ParcelRow>(sql`
  select ${listed}, p.version, o.stage, o.pieces, p.expected_grams as "expectedGrams", p.weighed_grams as "weighedGrams", p.material,
    p.picked_by as "pickedBy", a.name as "pickedName", p.checked_by as "checkedBy", b.name as "checkedName", p.packed_by as "packedBy", d.name as "packedName",
    h.id as "handoverId", h.state as "handoverState", h.signer, h.signed_at as "sheetSignedAt"
  from parcel p ${joins} left join handover h on h.id = p.handover_id
    left join staff a on a.id = p.picked_by left join staff b on b.id = p.checked_by left join staff d on d.id = p.packed_by
  where p.id = ${id} and ${withinScope(scope, 'o')}`))[0]

export const pathOf = (db: Db, parcel: number): Promise<{ at: Date; gotAt: Date; kind: string; place: string; note: string }[]> => db.rows(sql`
  select at, got_at as "gotAt", kind, place, note from tracking where parcel_id = ${parcel} order by at, id limit 500`)
export const storyOf = (db: Db, parcel: number): Promise<{ at: Date; actor: string; kind: string; before: string | null; after: string | null }[]> => db.rows(sql`
  select at, actor, kind, before, after from event where subject = 'parcel' and subject_id = ${parcel} and kind not in ('parcel.scan', 'clock.breach') order by number limit 200`)
export const parcelClocks = (db: Db, parcel: number): Promise<{ clause: string; state: string; startedAt: Date; dueAt: Date; stoppedAt: Date | null; breachedAt: Date | null }[]> => db.rows(sql`
  select clause, state, started_at as "startedAt", due_at as "dueAt", stopped_at as "stoppedAt", breached_at as "breachedAt"
  from clock where subject = 'parcel' and subject_id = ${parcel} order by started_at, clause limit 200`)
export const siblingsOf = (db: Db, parcel: number): Promise<{ id: number; waybill: string | null; state: string }[]> => db.rows(sql`
  select x.id, x.waybill, x.state from parcel p join parcel x on x.order_id = p.order_id and x.id <> p.id where p.id = ${parcel} order by x.id limit 50`)
