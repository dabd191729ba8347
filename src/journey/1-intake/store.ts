import type { Db } from '#kit/db.ts'
import type { Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

const json = (rows: unknown) => JSON.stringify(rows, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))

export const findShop = async (db: Db, code: string): Promise<{ id: number; code: string } | undefined> =>
  (await db.rows<{ id: number; code: string }>(sql`select id, code from shop where code = ${code}`))[0]

/** Answers whether the shop is new; of two that make it at once the second waits for the first. */
export const ensureShop = async (db: Db, code: string, name: string, at: Date): Promise<boolean> =>
  (await db.rows(sql`insert into shop (code, name, created_at) values (${code}, ${name}, ${at}) on conflict do nothing returning id`)).length > 0

export interface Shop { id: number; code: string; name: string; channel: string; /** Its orders leave by no interface and no file (P5). */ staysInside: boolean }
export const listShops = (db: Db, { shops }: Scope, after: number, limit: number): Promise<Shop[]> => db.rows(sql`
  select id, code, name, channel, stays_inside as "staysInside" from shop where (${shops}::bigint[] is null or id = any(${shops}::bigint[])) and id > ${after} order by id limit ${whole(limit)}`)
export const insertShop = async (tx: Db, s: { code: string; name: string; channel: string }, at: Date): Promise<number | undefined> => (await tx.rows<{ id: number }>(sql`
  insert into shop (code, name, channel, created_at) values (${s.code}, ${s.name}, ${s.channel}, ${at}) on conflict do nothing returning id`))[0]?.id
/** Answers the shop as it was; its code is what orders and files call it by, and stays. */
export const changeShop = async (tx: Db, id: number, to: { name: string | null; channel: string | null; staysInside: boolean | null }): Promise<Shop | undefined> => (await tx.rows<Shop>(sql`
  with was as (select id, code, name, channel, stays_inside from shop where id = ${id} for update),
  changed as (update shop s set name = coalesce(${to.name}::text, s.name), channel = coalesce(${to.channel}::text, s.channel), stays_inside = coalesce(${to.staysInside}::boolean, s.stays_inside) from was w where s.id = w.id)
  select id, code, name, channel, stays_inside as "staysInside" from was`))[0]

export const keepPayload = async (tx: Db, shopId: number, at: Date, sealed: Buffer): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into payload (shop_id, at, sealed) values (${shopId}, ${at}, ${sealed}) returning id`))[0]!.id

/** Claims numbers for this shop; only those that are new come back, so that one order from its source is one order here (IN-1). */
export const claimNumbers = (tx: Db, shopId: number, payloadId: number, at: Date, orders: readonly { number: string; content: bigint; index: number }[]): Promise<{ id: number; number: string }[]> => tx.rows(sql`
  insert into platform_order (shop_id, number, content, payload_id, payload_index, first_at)
  select ${shopId}::bigint, n.number, n.content, ${payloadId}::bigint, n.index, ${at}::timestamptz
  from json_to_recordset(${json(orders)}::json) as n(number text, content bigint, index int) order by n.number
  on conflict (shop_id, number) do nothing returning id, number`)

/** Known numbers whose content differs now. */
export const changedNumbers = (tx: Db, shopId: number, payloadId: number, at: Date, orders: readonly { number: string; content: bigint; index: number }[]): Promise<{ id: number; number: string }[]> => tx.rows(sql`
  update platform_order p set content = n.content, payload_id = ${payloadId}, payload_index = n.index, changed_at = ${at}
  from json_to_recordset(${json(orders)}::json) as n(number text, content bigint, index int)
  where p.shop_id = ${shopId} and p.number = n.number and p.content <> n.content returning p.id, p.number`)

export const upsertCustomers = (tx: Db, shopId: number, at: Date, keys: readonly bigint[]): Promise<{ id: number; key: string; fresh: boolean }[]> => tx.rows(sql`
  with new as (
    insert into customer (shop_id, account_key, first_seen)
    select ${shopId}::bigint, k, ${at}::timestamptz from unnest(${keys.map(String)}::bigint[]) k order by k
    on conflict (shop_id, account_key) do nothing returning id, account_key::text as key)
  select id, key, true as fresh from new
  union all select id, account_key::text, false from customer where shop_id = ${shopId} and account_key = any(${keys.map(String)}::bigint[])`)

export const skuIds = (tx: Db, codes: readonly string[]): Promise<{ id: number; code: string }[]> => tx.rows(sql`select id, code from sku where code = any(${codes}::text[])`)

export interface OfflineEntry { source: number; salesman: string; store: string; special: string; invoice: string }
/** What only an order from outside a platform has (IN-2). */
export const keepOffline = (tx: Db, at: Date, by: string, entries: readonly OfflineEntry[]) => tx.rows(sql`
  insert into offline_entry (source_id, salesman, store, special, invoice, entered_by, at)
  select n.source, n.salesman, n.store, n.special, n.invoice, ${by}::text, ${at}::timestamptz
  from json_to_recordset(${json(entries)}::json) as n(source bigint, salesman text, store text, special text, invoice text) order by n.source`)

export const shopsOf = (db: Db, shops: readonly number[] | null): Promise<{ code: string; name: string; channel: string }[]> => db.rows(sql`
  select code, name, channel from shop where ${shops}::bigint[] is null or id = any(${shops}::bigint[]) order by name, code limit 500`)
