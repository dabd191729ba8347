import type { Db } from '#kit/db.ts'
import { sql, type Sql } from '#kit/sql.ts'
import type { Product, Search, Sku } from './rules.ts'

const plain = (title: Sql) => sql`lower(normalize(${title}, nfkc))`
/** The pairs of neighbouring signs of a title, by which `searchSkus` finds it; no extension of the server is needed, and two Chinese characters are enough. */
const pairsOf = (title: Sql) => sql`array(select distinct substr(t, i, 2) from (select ${plain(title)} as t) n, generate_series(1, greatest(length(t) - 1, 1)) i)`

/** Writes products in code order; what a product leaves out keeps its value. Unchanged rows are only locked. */
export const upsertSkus = (tx: Db, at: Date, products: readonly Product[]) => tx.rows(sql`
  insert into sku (code, barcode, title, brand, spec, price_fen, weight_grams, liquid, fragile, cold, custom, updated_at, title_pairs)
  select p.code, case when p.given ? 'barcode' then p.given ->> 'barcode' else s.barcode end, p.given ->> 'title',
    case when p.given ? 'brand' then p.given ->> 'brand' else s.brand end, case when p.given ? 'spec' then p.given ->> 'spec' else s.spec end,
    (p.given ->> 'priceFen')::bigint, coalesce((p.given ->> 'weightGrams')::int, s.weight_grams, 0),
    coalesce((p.given ->> 'liquid')::boolean, s.liquid, false), coalesce((p.given ->> 'fragile')::boolean, s.fragile, false),
    coalesce((p.given ->> 'cold')::boolean, s.cold, false), coalesce((p.given ->> 'custom')::boolean, s.custom, false), ${at}::timestamptz, ${pairsOf(sql`p.given ->> 'title'`)}
  from (select given ->> 'code' as code, given from jsonb_array_elements(${JSON.stringify(products)}::jsonb) as g(given)) p
  left join sku s on s.code = p.code
  order by p.code
  on conflict (code) do update set barcode = excluded.barcode, title = excluded.title, brand = excluded.brand, spec = excluded.spec, price_fen = excluded.price_fen,
    weight_grams = excluded.weight_grams, liquid = excluded.liquid, fragile = excluded.fragile, cold = excluded.cold, custom = excluded.custom, updated_at = excluded.updated_at, title_pairs = excluded.title_pairs
  where (sku.barcode, sku.title, sku.brand, sku.spec, sku.price_fen, sku.weight_grams, sku.liquid, sku.fragile, sku.cold, sku.custom)
    is distinct from (excluded.barcode, excluded.title, excluded.brand, excluded.spec, excluded.price_fen, excluded.weight_grams, excluded.liquid, excluded.fragile, excluded.cold, excluded.custom)`)

const columns = sql`s.id, s.code, s.barcode, s.title, s.brand, s.spec, s.price_fen as "priceFen", s.weight_grams as "weightGrams", s.liquid, s.fragile, s.cold, s.custom, s.bundle`

export const skusByCode = (tx: Db, codes: readonly string[]): Promise<Sku[]> => tx.rows(sql`
  select ${columns} from sku s where s.code = any(${codes}::text[]) order by s.code`)

/** Each way of finding has its index and gives at most 20. */
export const searchSkus = (db: Db, { text, from, below, words, pairs }: Search): Promise<Sku[]> => db.rows(sql`
  with hit as (
    (select id, 0 as rank from sku where code = ${text} or barcode = ${text} limit 20)
    union all (select id, 1 from sku where code ~>=~ ${from} and code ~<~ ${below} order by code limit 20)
    union all (select id, 2 from sku where barcode ~>=~ ${from} and barcode ~<~ ${below} order by barcode limit 20)
    union all (select id, 3 from sku where title_pairs @> ${pairs}::text[]
      and not exists (select 1 from unnest(${words}::text[]) as w(word) where position(w.word in ${plain(sql`sku.title`)}) = 0) limit 20))
  select ${columns} from (select id, min(rank) as rank from hit group by id) h join sku s on s.id = h.id order by h.rank, s.code limit 20`)

export const partsOf = (db: Db, bundleId: number): Promise<{ code: string; title: string; quantity: number }[]> => db.rows(sql`
  select s.code, s.title, b.quantity from bundle_part b join sku s on s.id = b.sku_id where b.bundle_id = ${bundleId} order by s.code limit 500`)

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
