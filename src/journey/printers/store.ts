import type { Db } from '#kit/db.ts'
import type { Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'
import type { Printer, PrinterGiven } from './rules.ts'

const columns = sql`w.id, w.code, w.name, w.warehouse_id as "warehouseId", w.station, w.channel, w.address, w.language, w.platform, w.dpi, w.width_mm as "widthMm", w.height_mm as "heightMm", w.offset_x as "offsetX", w.offset_y as "offsetY",
  w.density, w.copies, w.documents, w.seen_at as "seenAt", w.retired_at as "retiredAt"`
/** One without a warehouse serves all. */
const seen = (scope: Scope) => sql`(${scope.warehouses}::bigint[] is null or w.warehouse_id is null or w.warehouse_id = any(${scope.warehouses}::bigint[]))`

export const printers = (db: Db, scope: Scope): Promise<Printer[]> => db.rows(sql`select ${columns} from printer w where w.retired_at is null and ${seen(scope)} order by w.station, w.code limit 500`)
export const printersByIds = (db: Db, scope: Scope, ids: readonly number[]): Promise<Printer[]> => db.rows(sql`select ${columns} from printer w where w.id = any(${ids}::bigint[]) and ${seen(scope)} order by w.id`)
export const printersByCodes = (db: Db, scope: Scope, codes: readonly string[]): Promise<Printer[]> => db.rows(sql`select ${columns} from printer w where w.code = any(${codes}::text[]) and w.retired_at is null and ${seen(scope)} order by w.id`)

export const putPrinter = async (tx: Db, p: PrinterGiven, at: Date): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into printer (code, name, warehouse_id, station, channel, address, language, platform, dpi, width_mm, height_mm, offset_x, offset_y, density, copies, documents, changed_at)
  values (${p.code}, ${p.name}, ${p.warehouseId}, ${p.station}, ${p.channel}, ${p.address}, ${p.language}, ${p.platform}, ${p.dpi}, ${p.widthMm}, ${p.heightMm}, ${p.offsetX}, ${p.offsetY}, ${p.density}, ${p.copies}, ${p.documents}::text[], ${at})
  on conflict (code) do update set name = excluded.name, warehouse_id = excluded.warehouse_id, station = excluded.station, channel = excluded.channel, address = excluded.address, language = excluded.language, platform = excluded.platform, dpi = excluded.dpi,
    width_mm = excluded.width_mm, height_mm = excluded.height_mm, offset_x = excluded.offset_x, offset_y = excluded.offset_y, density = excluded.density, copies = excluded.copies, documents = excluded.documents, changed_at = excluded.changed_at, retired_at = null
  returning id`))[0]!.id
/** At one station one printer prints a kind of document by itself. */
export const takeDocuments = (tx: Db, p: { id: number; warehouseId: number | null; station: string; documents: readonly string[] }) => tx.rows(sql`
  update printer w set documents = array(select d from unnest(w.documents) as x(d) where d <> all(${p.documents}::text[]))
  where w.id <> ${p.id} and w.station = ${p.station} and w.warehouse_id is not distinct from ${p.warehouseId}::bigint and w.documents && ${p.documents}::text[]`)
export const retirePrinter = (tx: Db, code: string, scope: Scope, at: Date): Promise<{ id: number }[]> => tx.rows(sql`update printer w set retired_at = ${at} where w.code = ${code} and w.retired_at is null and ${seen(scope)} returning w.id`)
export const seePrinters = (db: Db, ids: readonly number[], at: Date) => db.rows(sql`update printer set seen_at = ${at} where id = any(${ids}::bigint[])`)
