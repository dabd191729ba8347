import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import type { billFaults } from './numbers.contract.ts'

export const insertBill = async (tx: Db, b: { carrierId: number; name: string; lines: number; fen: number; at: Date; by: string }): Promise<number | undefined> => (await tx.rows<{ id: number }>(sql`
  insert into carrier_bill (carrier_id, name, lines, fen, at, by_name) values (${b.carrierId}, ${b.name}, ${b.lines}, ${b.fen}, ${b.at}, ${b.by}) on conflict do nothing returning id`))[0]?.id
export const insertBillLines = (tx: Db, bill: number, lines: readonly { line: number; waybill: string; fen: number }[]) => tx.rows(sql`
  insert into carrier_bill_line (bill_id, line, waybill, fen) select ${bill}::bigint, n.line, n.waybill, n.fen
  from unnest(${lines.map(l => l.line)}::int[], ${lines.map(l => l.waybill)}::text[], ${lines.map(l => l.fen)}::bigint[]) as n(line, waybill, fen) order by n.line`)

/** Lines beside what the house knows of their numbers. A number of another carrier is not this one's. */
const judged = (which: Sql) => sql`
  select l.bill_id, l.line, l.waybill, l.fen, p.order_id, e.name as before,
    case when e.bill_id is not null then 'twice' when p.handed_at is not null then 'right' when p.id is not null or exists (select 1 from waybill_void v where v.carrier_id = b.carrier_id and v.waybill = l.waybill) then 'never-used' else 'unknown' end as fault
  from carrier_bill_line l join carrier_bill b on b.id = l.bill_id left join parcel p on p.carrier_id = b.carrier_id and p.waybill = l.waybill
    left join lateral (select s.bill_id, sb.name from carrier_bill_line s join carrier_bill sb on sb.id = s.bill_id where s.waybill = l.waybill and sb.carrier_id = b.carrier_id and (s.bill_id, s.line) < (l.bill_id, l.line) order by s.bill_id, s.line limit 1) e on true
  where ${which}`

export interface Bill { id: number; carrierId: number; carrier: string; name: string; lines: number; fen: number; at: Date; by: string; neverUsed: number; unknown: number; twice: number }
export const bills = (db: Db, limit: number): Promise<Bill[]> => db.rows(sql`
  with newest as (select id from carrier_bill order by id desc limit ${whole(limit)}),
    faults as (select j.bill_id, count(*) filter (where j.fault = 'never-used') as never_used, count(*) filter (where j.fault = 'unknown') as unknown, count(*) filter (where j.fault = 'twice') as twice
      from (${judged(sql`l.bill_id in (select id from newest)`)}) j group by j.bill_id)
  select b.id, b.carrier_id as "carrierId", c.name as carrier, b.name, b.lines, b.fen, b.at, b.by_name as by, coalesce(f.never_used, 0) as "neverUsed", coalesce(f.unknown, 0) as unknown, coalesce(f.twice, 0) as twice
  from carrier_bill b join carrier c on c.id = b.carrier_id left join faults f on f.bill_id = b.id where b.id in (select id from newest) order by b.id desc limit ${whole(limit)}`)

export interface FaultyLine { line: number; waybill: string; fen: number; fault: (typeof billFaults)[number]; orderId: number | null; number: string | null; before: string | null }
/** An order of a shop that somebody does not see is not named to them. */
export const faultyLines = (db: Db, scope: Scope, bill: number, limit: number): Promise<FaultyLine[]> => db.rows(sql`
  select j.line, j.waybill, j.fen, j.fault, o.id as "orderId", o.number, j.before from (${judged(sql`l.bill_id = ${bill}`)}) j left join orders o on o.id = j.order_id and (${withinScope(scope, 'o')})
  where j.fault <> 'right' order by j.line limit ${whole(limit)}`)
/** Used numbers that no invoice has named, of carriers that have sent one. */
export const unbilled = (db: Db): Promise<{ carrierId: number; carrier: string; count: number; since: Date }[]> => db.rows(sql`
  select c.id as "carrierId", c.name as carrier, count(*) as count, min(p.handed_at) as since from carrier c join parcel p on p.carrier_id = c.id
  where p.handed_at is not null and p.billed_at is null and p.handed_at < (select max(b.at) from carrier_bill b where b.carrier_id = c.id) group by c.id, c.name order by c.id limit 1000`)
