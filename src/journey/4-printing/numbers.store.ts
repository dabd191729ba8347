import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { numberStates } from './numbers.contract.ts'

export interface NumberRow { carrierId: number; carrier: string; waybill: string | null; state: (typeof numberStates)[number]; prints: number; orderId: number | null; number: string | null; why: string | null; at: Date | null }
/** Numbers on parcels, dead ones and those given back, the newest first. */
export const numbers = (db: Db, scope: Scope, { carrierId, state, q, limit }: { carrierId: number | null; state: string | null; q: string | null; limit: number }): Promise<NumberRow[]> => db.rows(sql`
  select n.carrier_id as "carrierId", c.name as carrier, n.waybill, n.state, n.prints, n.order_id as "orderId", o.number, n.why, n.at from (
    select p.carrier_id, p.waybill, case when p.waybill is null then 'asked' when v.returned_at is not null then 'returned' when p.billed_at is not null then 'billed' when p.state = 'void' then 'void' when p.handed_at is not null then 'used'
        when exists (select 1 from print_paper t where t.parcel_id = p.id and t.document = 'waybill' and t.waybill = p.waybill and t.printed_at is not null) then 'printed' else 'got' end as state,
      (select count(*) from print_paper t where t.parcel_id = p.id and t.document = 'waybill' and t.waybill = p.waybill and t.printed_at is not null)::int as prints, p.order_id, v.why, coalesce(v.returned_at, p.billed_at, p.handed_at) as at, p.id as rank
    from parcel p left join waybill_void v on v.carrier_id = p.carrier_id and v.waybill = p.waybill where p.waybill is not null or p.carrier_id is not null and p.state in ('made', 'packed')
    union all
    select v.carrier_id, v.waybill, case when v.returned_at is null then 'void' else 'returned' end,
      (select count(*) from print_paper t where t.parcel_id = v.parcel_id and t.document = 'waybill' and t.waybill = v.waybill and t.printed_at is not null)::int, p.order_id, v.why, coalesce(v.returned_at, v.at), coalesce(v.parcel_id, 0)
    from waybill_void v left join parcel p on p.id = v.parcel_id where not exists (select 1 from parcel q where q.carrier_id = v.carrier_id and q.waybill = v.waybill)) n
  join carrier c on c.id = n.carrier_id left join orders o on o.id = n.order_id
  where (${carrierId}::bigint is null or n.carrier_id = ${carrierId}::bigint) and (${state}::text is null or n.state = ${state}::text) and (${q}::text is null or n.waybill = ${q}::text) and (o.id is null or (${withinScope(scope, 'o')}))
  order by n.rank desc, n.waybill limit ${whole(limit)}`)
