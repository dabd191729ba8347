import type { Db } from '#kit/db.ts'
import { pairs } from '#kit/mover.ts'
import { withinScope, withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import type { Tongue } from '#kit/words.ts'
import type { DocumentKind } from './fields.rules.ts'
import type { BatchState, PaperState } from './states.ts'

// ── what may be printed ──────────────────────────────────────────────────────────────────────────────────────────────

export interface ParcelToPrint {
  id: number; orderId: number; number: string; warehouseId: number; state: string; stage: string; blocks: string[]; waybill: string | null; code: string; version: number; wave: number | null; position: number | null
  shop: string; carrier: string | null; pieces: number; printed: Record<string, number>; queued: Record<string, number>
}
/** Parcels of orders or of a wave in the order of picking, with the documents of their present content that lie on paper. */
export const parcelsToPrint = (db: Db, scope: Scope, { orders, wave, listed }: { orders: readonly number[] | null; wave: number | null; /** In the order of `orders`. */ listed: boolean }, limit = 5000): Promise<ParcelToPrint[]> => db.rows(sql`
  select p.id, p.order_id as "orderId", o.number, p.warehouse_id as "warehouseId", p.state, o.stage, o.blocks, p.waybill, p.code, p.version, p.print_batch as wave, p.print_place as position, s.name as shop, c.name as carrier, o.pieces,
    coalesce((select json_object_agg(n.document, n.times) from (select t.document, count(*) as times from print_paper t
      where t.parcel_id = p.id and t.state in ('printed', 'confirmed') and t.code = p.code and t.version = p.version group by t.document) n), '{}') as printed,
    coalesce((select json_object_agg(n.document, n.batch) from (select t.document, max(t.batch_id) as batch from print_paper t where t.parcel_id = p.id and t.state = 'waiting' group by t.document) n), '{}') as queued
  from parcel p join orders o on o.id = p.order_id join shop s on s.id = o.shop_id left join carrier c on c.id = p.carrier_id
  where p.state <> 'void' and ${wave === null ? sql`p.order_id = any(${orders ?? []}::bigint[])` : sql`p.print_batch = ${wave}::bigint`} and ${withinScope(scope, 'o')}
  order by ${listed ? sql`array_position(${orders ?? []}::bigint[], p.order_id), p.id` : sql`p.print_batch, p.print_place, p.id`} limit ${whole(limit)}`)

/** The warehouse of a wave, sheet, bin or product label, for whoever may see it; products belong to none. */
export const placeOfWave = async (db: Db, scope: Scope, wave: number) => (await db.rows<{ warehouseId: number }>(sql`select w.warehouse_id as "warehouseId" from wave w where w.id = ${wave} and ${withinWarehouses(scope, 'w')}`))[0]
export const placeOfSheet = async (db: Db, scope: Scope, sheet: number) => (await db.rows<{ warehouseId: number }>(sql`select w.warehouse_id as "warehouseId" from handover w where w.id = ${sheet} and ${withinWarehouses(scope, 'w')}`))[0]
export const bins = (db: Db, scope: Scope, ids: readonly number[]): Promise<{ id: number; warehouseId: number; zone: string }[]> => db.rows(sql`
  select w.id, w.warehouse_id as "warehouseId", split_part(w.code, '-', 1) as zone from place w where w.id = any(${ids}::bigint[]) and w.kind = 'bin' and ${withinWarehouses(scope, 'w')} order by w.walk, w.code limit 5000`)
export const skus = (db: Db, ids: readonly number[]): Promise<{ id: number }[]> => db.rows(sql`select id from sku where id = any(${ids}::bigint[]) order by code limit 5000`)

/** The movements of one act are written by one statement: their numbers lie close together. */
const sameAct = sql`n.id between m.id - 20000 and m.id + 20000 and n.at = m.at and n.cause = m.cause and n.cause_id = m.cause_id and n.actor_id = m.actor_id`
/** Movements that people sign for: goods that come, and stock that is put right. */
const stockActs = (from: Sql, to: Sql) => sql`(${from}.kind in ('supplier', 'adjustment') or ${to}.kind = 'adjustment')`
/** The paper that a movement belongs on: goods of a supplier on a receipt, what was found more or less on an adjustment slip. Its subject is the first movement of the same act. */
export const stockPaper = async (db: Db, scope: Scope, movement: number): Promise<{ id: number; warehouseId: number; document: 'receipt' | 'adjustment-slip' } | undefined> => (await db.rows<{ id: number; warehouseId: number; document: 'receipt' | 'adjustment-slip' }>(sql`
  select min(n.id) as id, w.warehouse_id as "warehouseId", case when f.kind = 'supplier' then 'receipt' else 'adjustment-slip' end as document
  from movement m join place f on f.id = m.from_place join place t on t.id = m.to_place join place w on w.id = case when f.warehouse_id is null then t.id else f.id end
    join movement n on ${sameAct}
    join place nf on nf.id = n.from_place join place nt on nt.id = n.to_place
  where m.id = ${movement} and ${stockActs(sql`f`, sql`t`)} and ${withinWarehouses(scope, 'w')} and coalesce(nf.warehouse_id, nt.warehouse_id) = w.warehouse_id and (nf.kind = 'supplier') = (f.kind = 'supplier') and ${stockActs(sql`nf`, sql`nt`)}
  group by w.warehouse_id, f.kind = 'supplier', f.kind limit 1`))[0]
// ── batches ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewBatch { origin: string; originId: number | null; againOf: number | null; warehouseId: number | null; documents: readonly string[]; printers: readonly number[]; papers: number; reason: string | null; tongue: Tongue | null; at: Date; by: { id: number; name: string } }
export const insertBatch = async (tx: Db, b: NewBatch): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into print_batch (origin, origin_id, again_of, warehouse_id, documents, printers, state, papers, reason, tongue, made_at, by_id, by_name)
  values (${b.origin}, ${b.originId}, ${b.againOf}, ${b.warehouseId}, ${b.documents}::text[], ${b.printers}::bigint[], 'printing', ${b.papers}, ${b.reason}, ${b.tongue}, ${b.at}, ${b.by.id}, ${b.by.name}) returning id`))[0]!.id

export interface NewPaper { place: number; turn: number; document: string; printerId: number | null; driven: boolean; orderId: number | null; parcelId: number | null; subjectId: number }
export const insertPapers = (tx: Db, batch: number, papers: readonly NewPaper[]) => tx.rows(sql`
  insert into print_paper (batch_id, place, turn, document, printer_id, driven, order_id, parcel_id, subject_id, state)
  select ${batch}::bigint, n.place, n.turn, n.document, n."printerId", n.driven, n."orderId", n."parcelId", n."subjectId", 'waiting'
  from json_to_recordset(${JSON.stringify(papers)}::json) as n(place int, turn int, document text, "printerId" bigint, driven boolean, "orderId" bigint, "parcelId" bigint, "subjectId" bigint) order by n.place, n.turn`)

export interface Batch {
  id: number; origin: string; originId: number | null; againOf: number | null; warehouseId: number | null; documents: string[]; printers: number[]; state: BatchState; papers: number; reason: string | null; tongue: Tongue | null; madeAt: Date; by: string
  endedAt: Date | null; stopCode: string | null; stopValues: Record<string, string | number> | null; checked: number; printed: number; confirmed: number; refused: number; voided: number; waiting: number; toGive: number
}
const shown = sql`
  select w.id, w.origin, w.origin_id as "originId", w.again_of as "againOf", w.warehouse_id as "warehouseId", w.documents, w.printers, w.state, w.papers, w.reason, w.tongue, w.made_at as "madeAt", w.by_name as by, w.ended_at as "endedAt",
    w.stop_code as "stopCode", w.stop_values as "stopValues", n.checked, n.printed, n.confirmed, n.refused, n.voided, n.waiting, n.to_give as "toGive"
  from print_batch w cross join lateral (select count(*) filter (where t.checked_at is not null) as checked, count(*) filter (where t.state = 'printed') as printed, count(*) filter (where t.state = 'confirmed') as confirmed,
    count(*) filter (where t.state = 'refused') as refused, count(*) filter (where t.state = 'void') as voided, count(*) filter (where t.state = 'waiting') as waiting,
    count(*) filter (where t.state = 'waiting' and t.checked_at is not null and not t.driven) as to_give from print_paper t where t.batch_id = w.id) n`
/** A batch without a warehouse (products) is seen by everybody who prints. */
const seen = (scope: Scope) => sql`(w.warehouse_id is null or ${withinWarehouses(scope, 'w')})`
export const batches = (db: Db, scope: Scope, { before, state, limit }: { before: number | null; state: string | null; limit: number }): Promise<Batch[]> => db.rows(sql`
  ${shown} where ${seen(scope)} and (${before}::bigint is null or w.id < ${before}::bigint) and (${state}::text is null or w.state = ${state}::text) order by w.id desc limit ${whole(limit)}`)
export const findBatch = async (db: Db, scope: Scope, id: number): Promise<Batch | undefined> => (await db.rows<Batch>(sql`${shown} where w.id = ${id} and ${seen(scope)}`))[0]

export const lockBatches = (tx: Db, ids: readonly number[], scope: Scope): Promise<{ id: number; state: BatchState; warehouseId: number | null; stopCode: string | null }[]> => tx.rows(sql`
  select w.id, w.state, w.warehouse_id as "warehouseId", w.stop_code as "stopCode" from print_batch w where w.id = any(${ids}::bigint[]) and ${seen(scope)} order by w.id for update`)
export const writeBatchStates = (tx: Db, rows: readonly { id: number; state: BatchState }[], at: Date, stop: { code: string; values: Record<string, string | number> } | null) => tx.rows(sql`
  update print_batch b set state = g.state, stop_code = ${stop?.code ?? null}, stop_values = ${stop ? JSON.stringify(stop.values) : null}::jsonb, faults = 0,
    ended_at = case when g.state in ('printed', 'cancelled') then ${at}::timestamptz else b.ended_at end
  from ${pairs(rows)} as g(id, state) where b.id = g.id`)

/** Why a batch that goes on has nothing to show just now: the printer wants paper, is open, does not answer. */
export const writeNotReady = (db: Db, id: number, stop: { code: string; values: Record<string, string | number> } | null) => db.rows(sql`
  update print_batch set stop_code = ${stop?.code ?? null}, stop_values = ${stop ? JSON.stringify(stop.values) : null}::jsonb where id = ${id} and state = 'printing'`)

// ── the worker's ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Claimed { id: number; byId: number; byName: string; papers: number; warehouseId: number | null; tongue: Tongue | null; faults: number }
/** Batches with something to set or to send, held under a lease; one's own is gone on with, another's is passed over. */
export const claimBatches = (db: Db, worker: string, now: Date, until: Date, limit: number): Promise<Claimed[]> => db.rows(sql`
  with next as (select b.id from print_batch b where b.state = 'printing' and (b.lease_until is null or b.lease_until < ${now} or b.lease_by = ${worker})
      and (exists (select 1 from print_paper t where t.batch_id = b.id and t.state = 'waiting' and (t.checked_at is null or t.driven)) or exists (select 1 from print_paper t where t.batch_id = b.id and t.state = 'printed' and t.driven and t.job is not null))
    order by b.id limit ${whole(limit)} for update skip locked)
  update print_batch b set lease_until = ${until}, lease_by = ${worker} from next where b.id = next.id
  returning b.id, b.by_id as "byId", b.by_name as "byName", b.papers, b.warehouse_id as "warehouseId", b.tongue, b.faults`)
export const countFault = (db: Db, id: number) => db.rows(sql`update print_batch set faults = faults + 1 where id = ${id}`)
export const isPrinting = async (db: Db, id: number): Promise<boolean> => (await db.rows<{ is: boolean }>(sql`select state = 'printing' as is from print_batch where id = ${id}`))[0]?.is ?? false

export interface Paper {
  id: number; batchId: number; place: number; turn: number; document: DocumentKind; printerId: number | null; driven: boolean; orderId: number | null; parcelId: number | null; subjectId: number; state: PaperState
  template: string | null; hash: string | null; waybill: string | null; code: string | null; version: number | null; nth: number | null; pages: number | null; frozenAt: Date | null; checkedAt: Date | null; printedAt: Date | null; job: string | null
}
const paper = sql`t.id, t.batch_id as "batchId", t.place, t.turn, t.document, t.printer_id as "printerId", t.driven, t.order_id as "orderId", t.parcel_id as "parcelId", t.subject_id as "subjectId", t.state, t.template, t.hash, t.waybill, t.code, t.version,
  t.nth, t.pages, t.frozen_at as "frozenAt", t.checked_at as "checkedAt", t.printed_at as "printedAt", t.job`

/** The next papers of a batch that are still to be set and checked, place by place. */
export const papersToSet = (db: Db, batch: number, limit: number): Promise<Paper[]> => db.rows(sql`
  select ${paper} from print_paper t where t.batch_id = ${batch} and t.state = 'waiting' and t.checked_at is null order by t.place, t.turn limit ${whole(limit)}`)
/** The next papers that may go to a printer: checked, and nothing before them still to be checked. */
export const papersToSend = (db: Db, batch: number, limit: number): Promise<(Paper & { sealed: Buffer })[]> => db.rows(sql`
  select ${paper}, t.sealed from print_paper t where t.batch_id = ${batch} and t.state = 'waiting' and t.driven and t.checked_at is not null
  order by t.place, t.turn limit ${whole(limit)}`)
/** Given to a printer, and not known to have come out. */
export const papersInDoubt = (db: Db, batch: number): Promise<Paper[]> => db.rows(sql`
  select ${paper} from print_paper t where t.batch_id = ${batch} and t.state = 'printed' and t.driven order by t.place, t.turn limit 5000`)
/** Papers that a person or a component takes: checked and waiting, of one document or printer, within a range of places. */
export const papersToGive = (db: Db, batch: number, { document, printerId, from, to, limit }: { document: string | null; printerId: number | null | undefined; from: number; to: number; limit: number }): Promise<(Paper & { sealed: Buffer })[]> => db.rows(sql`
  select ${paper}, t.sealed from print_paper t where t.batch_id = ${batch} and t.state = 'waiting' and not t.driven and t.checked_at is not null and t.place between ${from}::int and ${to}::int
    and (${document}::text is null or t.document = ${document}::text) and ${printerId === undefined ? sql`true` : sql`t.printer_id is not distinct from ${printerId}::bigint`} order by t.place, t.turn limit ${whole(limit)}`)
export const sealedPapers = (db: Db, ids: readonly number[]): Promise<(Paper & { sealed: Buffer | null })[]> => db.rows(sql`
  select ${paper}, t.sealed from print_paper t where t.id = any(${ids}::bigint[]) order by t.place, t.turn`)
/** The oldest batch with something for one of these printers. */
export const batchFor = async (db: Db, printers: readonly number[]): Promise<{ id: number; printerId: number } | undefined> => (await db.rows<{ id: number; printerId: number }>(sql`
  select b.id, t.printer_id as "printerId" from print_batch b join print_paper t on t.batch_id = b.id
  where b.state = 'printing' and t.state = 'waiting' and not t.driven and t.checked_at is not null and t.printer_id = any(${printers}::bigint[]) order by b.id, t.place, t.turn limit 1`))[0]

/** How often each document of these subjects has lain on paper. */
export const timesPrinted = (db: Db, papers: readonly { document: string; subjectId: number }[]): Promise<{ document: string; subjectId: number; times: number }[]> => db.rows(sql`
  select n.document, n.subject as "subjectId", count(t.id) as times from (select distinct * from unnest(${papers.map(p => p.document)}::text[], ${papers.map(p => p.subjectId)}::bigint[]) as u(document, subject)) n
  left join print_paper t on t.document = n.document and t.subject_id = n.subject and t.nth is not null and t.printed_at is not null group by n.document, n.subject order by n.document, n.subject`)
export interface Frozen { id: number; template: string; sealed: string; hash: string; nth: number; waybill: string | null; code: string | null; version: number | null; orderId: number | null }
export const writeFrozen = (tx: Db, rows: readonly Frozen[], at: Date) => tx.rows(sql`
  update print_paper t set template = n.template, sealed = decode(n.sealed, 'base64'), hash = n.hash, nth = n.nth, waybill = n.waybill, code = n.code, version = n.version, order_id = coalesce(n."orderId", t.order_id), frozen_at = ${at}
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, template text, sealed text, hash text, nth int, waybill text, code text, version int, "orderId" bigint) where t.id = n.id and t.state = 'waiting'`)
export const writeChecked = (tx: Db, rows: readonly { id: number; pages: number }[], at: Date) => tx.rows(sql`
  update print_paper t set checked_at = ${at}, pages = n.pages from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, pages int) where t.id = n.id and t.state = 'waiting'`)
export const writeJob = (tx: Db, ids: readonly number[], job: string | null) => tx.rows(sql`update print_paper set job = ${job} where id = any(${ids}::bigint[])`)

/** What was set before its parcel changed is set anew. */
export const thaw = (tx: Db, ids: readonly number[]) => tx.rows(sql`update print_paper set sealed = null, checked_at = null, frozen_at = null where id = any(${ids}::bigint[]) and state = 'waiting'`)
/** The content of parcels that papers were frozen from, as it is now: what has changed since must be set anew. */
export const staleOf = (db: Db, ids: readonly number[]): Promise<{ id: number; why: string }[]> => db.rows(sql`
  select t.id, case when p.state = 'void' or o.stage = 'cancelled' then 'parcel-void' when p.version <> t.version or p.code <> t.code or p.waybill is distinct from t.waybill then 'changed' else 'blocked' end as why
  from print_paper t join parcel p on p.id = t.parcel_id join orders o on o.id = p.order_id
  where t.id = any(${ids}::bigint[]) and (p.state = 'void' or o.stage = 'cancelled' or p.version <> t.version or p.code <> t.code or p.waybill is distinct from t.waybill or exists (select 1 from unnest(o.blocks) as x(block) where x.block <> 'changed-after-print'))
  order by t.id`)

export const lockPapers = (tx: Db, ids: readonly number[]): Promise<(Paper & { shopId: number | null; warehouseId: number | null })[]> => tx.rows(sql`
  select ${paper}, null::bigint as "shopId", b.warehouse_id as "warehouseId" from print_paper t join print_batch b on b.id = t.batch_id where t.id = any(${ids}::bigint[]) order by t.id for update of t`)
export const writePaperStates = (tx: Db, rows: readonly { id: number; state: PaperState }[], at: Date, why: { code: string; values: Record<string, unknown> } | null) => tx.rows(sql`
  update print_paper t set state = g.state, printed_at = case when g.state = 'printed' then ${at}::timestamptz when g.state = 'waiting' then null else t.printed_at end,
    job = case when g.state = 'waiting' then null else t.job end, ended_at = case when g.state in ('confirmed', 'void', 'refused') then ${at}::timestamptz else t.ended_at end,
    why = ${why?.code ?? null}, why_values = ${why ? JSON.stringify(why.values) : null}::jsonb
  from ${pairs(rows)} as g(id, state) where t.id = g.id`)
/** Papers of batches that nobody will print any more, and those of one place range. */
export const papersOf = (db: Db, batch: number, { states, from, to, document, limit }: { states: readonly PaperState[]; from: number; to: number; document: string | null; limit: number }): Promise<Paper[]> => db.rows(sql`
  select ${paper} from print_paper t where t.batch_id = ${batch} and t.state = any(${states}::text[]) and t.place between ${from}::int and ${to}::int and (${document}::text is null or t.document = ${document}::text) order by t.place, t.turn limit ${whole(limit)}`)
export const unfinished = (db: Db, ids: readonly number[]): Promise<{ id: number; waiting: number; inDoubt: number }[]> => db.rows(sql`
  select b.id, count(t.id) filter (where t.state = 'waiting') as waiting, count(t.id) filter (where t.state = 'printed' and t.driven and t.job is not null) as "inDoubt"
  from print_batch b left join print_paper t on t.batch_id = b.id where b.id = any(${ids}::bigint[]) group by b.id order by b.id`)

/** Papers of parcels whose content is not that of the paper any more. */
export const outdatedPapers = (db: Db, parcels: readonly number[]): Promise<{ id: number }[]> => db.rows(sql`
  select t.id from print_paper t join parcel p on p.id = t.parcel_id where t.parcel_id = any(${parcels}::bigint[]) and t.state <> 'void'
    and (p.state = 'void' or (t.code is not null and (t.code <> p.code or t.version <> p.version or t.waybill is distinct from p.waybill))) order by t.id limit 20000`)

export interface ShownPaper extends Paper { number: string | null; why: string | null; whyValues: Record<string, string | number> | null; by: string; reason: string | null; printer: string | null; shop: string | null }
const shownPaper = sql`select ${paper}, o.number, t.why, t.why_values as "whyValues", b.by_name as by, b.reason, r.name as printer, s.name as shop
  from print_paper t join print_batch b on b.id = t.batch_id left join orders o on o.id = t.order_id left join shop s on s.id = o.shop_id left join printer r on r.id = t.printer_id`
export const papersShown = (db: Db, scope: Scope, batch: number, { after, limit, state }: { after: number; limit: number; state: string | null }): Promise<ShownPaper[]> => db.rows(sql`
  ${shownPaper} where t.batch_id = ${batch} and (t.order_id is null or (${withinScope(scope, 'o')})) and t.place > ${after}::int and (${state}::text is null or t.state = ${state}::text) order by t.place, t.turn limit ${whole(limit)}`)

/** Takes the sealed content off papers of long ago; what was printed, by whom and how often stays. */
export const forgetContents = async (db: Db, before: Date, limit: number): Promise<number> => (await db.rows(sql`
  update print_paper set sealed = null where id in (select id from print_paper where sealed is not null and frozen_at < ${before} order by frozen_at limit ${whole(limit)} for update skip locked) returning id`)).length

/** Parcels that must not be printed now, and why. */
export const stopped = (db: Db, parcels: readonly number[]): Promise<{ id: number; why: string }[]> => db.rows(sql`
  select p.id, case when p.state = 'void' or o.stage = 'cancelled' then 'parcel-void' else 'blocked' end as why from parcel p join orders o on o.id = p.order_id
  where p.id = any(${parcels}::bigint[]) and (p.state = 'void' or o.stage = 'cancelled' or exists (select 1 from unnest(o.blocks) as x(block) where x.block <> 'changed-after-print')) order by p.id`)
/** What a template may be made for: the carrier of a parcel, and which kinds of goods are in it; of a bundle, in its parts. */
export const natures = (db: Db, parcels: readonly number[]): Promise<{ id: number; carrierId: number | null; cold: boolean; fragile: boolean; liquid: boolean; custom: boolean }[]> => db.rows(sql`
  select p.id, p.carrier_id as "carrierId", coalesce(bool_or(s.cold), false) as cold, coalesce(bool_or(s.fragile), false) as fragile, coalesce(bool_or(s.liquid), false) as liquid, coalesce(bool_or(s.custom), false) as custom
  from parcel p left join order_line l on l.order_id = p.order_id left join bundle_part b on b.bundle_id = l.sku_id left join sku s on s.id in (l.sku_id, b.sku_id)
  where p.id = any(${parcels}::bigint[]) group by p.id, p.carrier_id order by p.id`)
/** The number that the next batch will have, for a preview. */
export const nextBatch = async (db: Db): Promise<number> => (await db.rows<{ next: number }>(sql`select coalesce(max(id), 0) + 1 as next from print_batch`))[0]!.next // an aggregate always gives a row
export const sizesOf = (db: Db, ids: readonly number[]): Promise<{ id: number; code: string; widthMm: number; heightMm: number }[]> => db.rows(sql`
  select id, code, width_mm as "widthMm", height_mm as "heightMm" from printer where id = any(${ids}::bigint[]) order by id`)

export interface WaveToPrint { id: number; kind: string; carrier: string | null; madeAt: Date; parcels: number; slips: number; waybills: number }
/** Open waves with how many of their papers lie on paper, those with the most to print first. */
export const wavesToPrint = (db: Db, scope: Scope, limit: number): Promise<WaveToPrint[]> => db.rows(sql`
  select w.id, w.kind, c.name as carrier, w.made_at as "madeAt", n.parcels, n.slips, n.waybills from wave w left join carrier c on c.id = w.carrier_id
  cross join lateral (select count(*) as parcels,
    count(*) filter (where exists (select 1 from print_paper t where t.parcel_id = p.id and t.document in ('slip', 'gift-slip') and t.state in ('printed', 'confirmed') and t.code = p.code)) as slips,
    count(*) filter (where exists (select 1 from print_paper t where t.parcel_id = p.id and t.document = 'waybill' and t.state in ('printed', 'confirmed') and t.code = p.code)) as waybills
    from parcel p where p.print_batch = w.id and p.state in ('made', 'packed')) n
  where w.state = 'open' and n.parcels > 0 and ${withinWarehouses(scope, 'w')} order by least(n.slips, n.waybills) = n.parcels, w.id limit ${whole(limit)}`)
export const sheetsToPrint = (db: Db, scope: Scope, limit: number): Promise<{ id: number; carrier: string; openedAt: Date; parcels: number }[]> => db.rows(sql`
  select w.id, c.name as carrier, w.opened_at as "openedAt", (select count(*) from parcel p where p.handover_id = w.id) as parcels from handover w join carrier c on c.id = w.carrier_id
  where w.state = 'open' and ${withinWarehouses(scope, 'w')} order by w.id desc limit ${whole(limit)}`)
export interface StockAct { id: number; document: 'receipt' | 'adjustment-slip'; at: Date; cause: string; by: string | null; lines: number; more: number; less: number; prints: number }
/** Receipts and adjustments among the last movements of a warehouse, the newest first. */
export const stockActsOf = (db: Db, warehouse: number, limit: number): Promise<StockAct[]> => db.rows(sql`
  select a.id, a.document, a.at, a.cause, s.name as by, a.lines, a.more, a.less, (select count(*) from print_paper t where t.document = a.document and t.subject_id = a.id and t.printed_at is not null) as prints
  from (select min(m.id) as id, case when f.kind = 'supplier' then 'receipt' else 'adjustment-slip' end as document, m.at, m.cause, m.actor_id, count(*) as lines,
      sum(case when f.warehouse_id is null then m.quantity else 0 end)::int as more, sum(case when f.warehouse_id is null then 0 else m.quantity end)::int as less
    from movement m join place f on f.id = m.from_place join place t on t.id = m.to_place
    where m.id > (select coalesce(max(id), 0) - 200000 from movement) and ${stockActs(sql`f`, sql`t`)} and coalesce(f.warehouse_id, t.warehouse_id) = ${warehouse}
    group by m.at, m.cause, m.cause_id, m.actor_id, f.kind = 'supplier', case when f.kind = 'supplier' then 'receipt' else 'adjustment-slip' end) a
  left join staff s on s.id = a.actor_id order by a.id desc limit ${whole(limit)}`)
export const seesWarehouse = async (db: Db, scope: Scope, warehouse: number): Promise<boolean> => (await db.rows(sql`select 1 from place w where w.warehouse_id = ${warehouse} and ${withinWarehouses(scope, 'w')} limit 1`)).length > 0
