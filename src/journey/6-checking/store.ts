import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

export const wanted = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; code: string; barcode: string | null; quantity: number }[]> => tx.rows(sql`
  select k.order_id as "orderId", s.code, s.barcode, sum(k.quantity)::int as quantity from pick k join sku s on s.id = k.sku_id
  where k.order_id = any(${orders}::bigint[]) and k.dropped_at is null group by k.order_id, s.code, s.barcode order by k.order_id, s.code`)

/** One order as the check finds it, locked: nobody else counts on it meanwhile. */
export const lockForCheck = async (tx: Db, order: number, scope: Scope): Promise<{ id: number; stage: string; blocks: string[]; pickedBy: number | null } | undefined> => (await tx.rows<{ id: number; stage: string; blocks: string[]; pickedBy: number | null }>(sql`
  select o.id, o.stage, o.blocks, (select p.picked_by from parcel p where p.order_id = o.id and p.state <> 'void' order by p.id desc limit 1) as "pickedBy"
  from orders o where o.id = ${order} and ${withinScope(scope, 'o')} for update of o`))[0]

export interface Counted { code: string; barcode: string | null; title: string; quantity: number; checked: number }
export const countedSoFar = (tx: Db, order: number): Promise<Counted[]> => tx.rows(sql`
  select s.code, s.barcode, s.title, sum(k.quantity)::int as quantity, sum(k.checked)::int as checked from pick k join sku s on s.id = k.sku_id
  where k.order_id = ${order} and k.dropped_at is null group by s.code, s.barcode, s.title order by s.code`)

/** Counts pieces of one product, spread over the bins they came from; the caller has asked whether so many are still open. */
export const countCheck = (tx: Db, order: number, code: string, quantity: number) => tx.rows(sql`
  with open as (
    select k.wave_id, k.sku_id, k.place_id, k.lot, k.quantity - k.checked as room, sum(k.quantity - k.checked) over (order by k.place_id, k.lot) - (k.quantity - k.checked) as before
    from pick k join sku s on s.id = k.sku_id where k.order_id = ${order} and k.dropped_at is null and s.code = ${code} and k.checked < k.quantity)
  update pick k set checked = k.checked + least(o.room, greatest(0, ${quantity}::int - o.before))::int
  from open o where k.order_id = ${order} and k.wave_id = o.wave_id and k.sku_id = o.sku_id and k.place_id = o.place_id and k.lot = o.lot`)

export const beginAnew = (tx: Db, order: number) => tx.rows(sql`update pick set checked = 0 where order_id = ${order} and dropped_at is null and checked > 0`)

// The shelf keeps its gestures in the same table; an id that a device used there says nothing here.
const ours = (gesture: string) => `check/${gesture}`
export const keptAnswer = async <T>(tx: Db, gesture: string): Promise<T | undefined> => (await tx.rows<{ answer: T }>(sql`select answer from gesture where id = ${ours(gesture)}`))[0]?.answer
export const keepGesture = (tx: Db, gesture: string, at: Date, answer: unknown) => tx.rows(sql`insert into gesture (id, at, answer) values (${ours(gesture)}, ${at}, ${JSON.stringify(answer)})`)

/** The check's own column of a pick. */
export const writeChecked = (tx: Db, orders: readonly number[]) => tx.rows(sql`
  update pick set checked = quantity where order_id = any(${orders}::bigint[]) and dropped_at is null`)
