import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const insides = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; liquid: boolean; fragile: boolean }[]> => tx.rows(sql`
  select l.order_id as "orderId", coalesce(bool_or(s.liquid), false) as liquid, coalesce(bool_or(s.fragile), false) as fragile
  from order_line l left join sku s on s.id = l.sku_id where l.order_id = any(${orders}::bigint[]) group by l.order_id`)

/** The documents of the present content that lie on paper, and the codes and numbers of earlier ones. */
export const papersOf = (tx: Db, parcels: readonly number[]): Promise<{ parcelId: number; printed: string[]; outdated: Record<string, string> }[]> => tx.rows(sql`
  select p.id as "parcelId",
    coalesce((select array_agg(distinct t.document) from print_paper t where t.parcel_id = p.id and t.state in ('printed', 'confirmed') and t.code = p.code and t.version = p.version), '{}') as printed,
    coalesce((select json_object_agg(x.text, x.why) from (
      select t.code as text, 'changed' as why from print_paper t where t.parcel_id = p.id and t.code is not null and t.code <> p.code group by t.code
      union select v.waybill, v.why from waybill_void v where v.parcel_id = p.id) x), '{}') as outdated
  from parcel p where p.id = any(${parcels}::bigint[]) order by p.id`)
