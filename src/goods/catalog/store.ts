import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { Product, Sku } from './rules.ts'

/** Writes products in code order; what a product leaves out keeps its value. Unchanged rows are only locked. */
export const upsertSkus = (tx: Db, at: Date, products: readonly Product[]) => tx.rows(sql`
  insert into sku (code, barcode, title, brand, spec, price_fen, weight_grams, liquid, fragile, cold, custom, updated_at)
  select p.code, case when p.given ? 'barcode' then p.given ->> 'barcode' else s.barcode end, p.given ->> 'title',
    case when p.given ? 'brand' then p.given ->> 'brand' else s.brand end, case when p.given ? 'spec' then p.given ->> 'spec' else s.spec end,
    (p.given ->> 'priceFen')::bigint, coalesce((p.given ->> 'weightGrams')::int, s.weight_grams, 0),
    coalesce((p.given ->> 'liquid')::boolean, s.liquid, false), coalesce((p.given ->> 'fragile')::boolean, s.fragile, false),
    coalesce((p.given ->> 'cold')::boolean, s.cold, false), coalesce((p.given ->> 'custom')::boolean, s.custom, false), ${at}::timestamptz
  from (select given ->> 'code' as code, given from jsonb_array_elements(${JSON.stringify(products)}::jsonb) as g(given)) p
  left join sku s on s.code = p.code
  order by p.code
  on conflict (code) do update set barcode = excluded.barcode, title = excluded.title, brand = excluded.brand, spec = excluded.spec, price_fen = excluded.price_fen,
    weight_grams = excluded.weight_grams, liquid = excluded.liquid, fragile = excluded.fragile, cold = excluded.cold, custom = excluded.custom, updated_at = excluded.updated_at
  where (sku.barcode, sku.title, sku.brand, sku.spec, sku.price_fen, sku.weight_grams, sku.liquid, sku.fragile, sku.cold, sku.custom)
    is distinct from (excluded.barcode, excluded.title, excluded.brand, excluded.spec, excluded.price_fen, excluded.weight_grams, excluded.liquid, excluded.fragile, excluded.cold, excluded.custom)`)

export const skusByCode = (tx: Db, codes: readonly string[]): Promise<Sku[]> => tx.rows(sql`
  select id, code, barcode, title, brand, spec, price_fen as "priceFen", weight_grams as "weightGrams", liquid, fragile, cold, custom, bundle
  from sku where code = any(${codes}::text[]) order by code`)

/** Which of these products are parts of bundles, and of which. */
export const partsUsed = (tx: Db, codes: readonly string[]): Promise<{ code: string; bundle: string }[]> => tx.rows(sql`
  select s.code, b.code as bundle from bundle_part p join sku s on s.id = p.sku_id join sku b on b.id = p.bundle_id where s.code = any(${codes}::text[]) order by s.code, b.code`)

export const deleteParts = (tx: Db, bundleIds: readonly number[]) => tx.rows(sql`
  delete from bundle_part where bundle_id = any(${bundleIds}::bigint[])`)

export const insertParts = (tx: Db, parts: readonly { bundleId: number; skuId: number; quantity: number }[]) => tx.rows(sql`
  insert into bundle_part (bundle_id, sku_id, quantity)
  select p.* from unnest(${parts.map(p => p.bundleId)}::bigint[], ${parts.map(p => p.skuId)}::bigint[], ${parts.map(p => p.quantity)}::int[]) as p`)

export const markBundles = (tx: Db, ids: readonly number[], bundles: readonly boolean[]) => tx.rows(sql`
  update sku s set bundle = b.bundle from unnest(${ids}::bigint[], ${bundles}::boolean[]) as b(id, bundle) where s.id = b.id and s.bundle <> b.bundle`)
