import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { ImportProblem, Mapping } from './mapping.rules.ts'

export interface IntakeFile { id: number; shopId: number; key: string; name: string; bytes: number }
export const insertFile = async (db: Db, f: { shopId: number; key: string; name: string; bytes: number; by: number; at: Date }): Promise<number> => (await db.rows<{ id: number }>(sql`
  insert into intake_file (shop_id, key, name, bytes, by_id, at) values (${f.shopId}, ${f.key}, ${f.name}, ${f.bytes}, ${f.by}, ${f.at}) returning id`))[0]!.id

/** The files in the order they are asked for, those only that are of the shop and still here. */
export const filesOf = (db: Db, shopId: number, ids: readonly number[]): Promise<IntakeFile[]> => db.rows(sql`
  select f.id, f.shop_id as "shopId", f.key, f.name, f.bytes from unnest(${ids}::bigint[]) with ordinality as n(id, place)
  join intake_file f on f.id = n.id where f.shop_id = ${shopId} and f.gone_at is null order by n.place`)

/**
 * Files nobody needs any more, to be deleted by their keys: those of imports that took every row, those that nobody imported or
 * corrected for as long as a person may come back to them, and every other one in the end.
 */
export const oldFiles = (tx: Db, { unusedBefore, before }: { unusedBefore: Date; before: Date }, at: Date, limit: number): Promise<{ key: string }[]> => tx.rows(sql`
  with old as (select f.id from intake_file f where f.gone_at is null and (f.at < ${before} or (
      not exists (select 1 from intake_run r where r.shop_id = f.shop_id and f.id = any(r.file_ids) and (r.state in ('waiting', 'running', 'interrupted')
        or (r.state = 'done' and exists (select 1 from intake_problem p where p.run_id = r.id and p.settled_at is null))))
      and (f.at < ${unusedBefore} or exists (select 1 from intake_run r where r.shop_id = f.shop_id and f.id = any(r.file_ids) and r.state = 'done'))))
    order by f.at limit ${whole(limit)} for update of f skip locked)
  update intake_file f set gone_at = ${at} from old where f.id = old.id returning f.key`)

export interface AskedRun { id: number; shop: string; shopId: number; fileIds: number[]; mapping: Mapping; byId: number; byName: string; attempts: number; startedAt: Date }
const asked = sql`r.id, r.shop_id as "shopId", s.code as shop, r.file_ids as "fileIds", r.mapping, r.by_id as "byId", r.by_name as "byName", r.attempts, r.started_at as "startedAt"`

export const insertRun = async (tx: Db, r: { shopId: number; files: readonly { id: number; name: string }[]; mapping: Mapping; by: { id: number; name: string }; at: Date }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into intake_run (shop_id, source, files, fingerprint, state, started_at, file_ids, mapping, by_id, by_name)
  values (${r.shopId}, ${r.mapping.name}, ${r.files.map(f => f.name)}::text[], '', 'waiting', ${r.at}, ${r.files.map(f => f.id)}::bigint[], ${JSON.stringify(r.mapping)}::jsonb, ${r.by.id}, ${r.by.name}) returning id`))[0]!.id

/** The next run that waits, or whose worker was lost. Each taking is a try. */
export const claimRun = async (db: Db, now: Date, until: Date): Promise<AskedRun | undefined> => {
  const [taken] = await db.rows<{ id: number }>(sql`
    with next as (select id from intake_run where file_ids is not null and (state = 'waiting' or (state in ('running', 'interrupted') and lease_until < ${now}))
      order by id limit 1 for update skip locked)
    update intake_run r set state = 'running', lease_until = ${until}, attempts = r.attempts + 1 from next where r.id = next.id returning r.id`)
  return taken && (await db.rows<AskedRun>(sql`select ${asked} from intake_run r join shop s on s.id = r.shop_id where r.id = ${taken.id}`))[0]
}

/** Keeps the lease; answers whether somebody has asked to stop. */
export const renewRun = async (db: Db, id: number, until: Date, all: number): Promise<boolean> => (await db.rows<{ stop: boolean }>(sql`
  update intake_run set lease_until = ${until}, rows_all = ${all} where id = ${id} returning stop_asked as stop`))[0]?.stop ?? true

export const askStop = (tx: Db, id: number): Promise<{ state: string }[]> => tx.rows(sql`
  update intake_run set stop_asked = true, state = case when state = 'waiting' then 'stopped' else state end
  where id = ${id} and file_ids is not null and state in ('waiting', 'running', 'interrupted') returning state`)

export const closeRun = (db: Db, id: number, state: 'failed' | 'stopped', at: Date, why: { code: string; message: string } | null) => db.rows(sql`
  update intake_run set state = ${state}, ended_at = ${at}, lease_until = null, code = ${why?.code ?? null}, message = ${why?.message ?? null}
  where id = ${id} and state in ('waiting', 'running', 'interrupted')`)

/** What the files of a shop were read by the last time. */
export const lastMapping = async (db: Db, shopId: number): Promise<Mapping | undefined> => (await db.rows<{ mapping: Mapping }>(sql`
  select mapping from intake_run where shop_id = ${shopId} and mapping is not null and state = 'done' order by id desc limit 1`))[0]?.mapping

export interface ShownRun {
  id: number; shop: string; source: string; files: string[]; state: 'waiting' | 'running' | 'interrupted' | 'done' | 'failed' | 'stopped'; by: string; askedAt: Date; endedAt: Date | null; rowsDone: number; rowsAll: number | null
  accepted: number; duplicates: number; changed: number; refused: number; sourceOrders: number | null; sourceFen: number | null; acceptedFen: number; problems: number; code: string | null; message: string | null; fixable: boolean
}
export const runs = (db: Db, shops: readonly number[] | null, { id, after, limit }: { id?: number; after?: number | undefined; limit: number }): Promise<ShownRun[]> => db.rows(sql`
  select r.id, s.code as shop, r.source, r.files, r.state, coalesce(r.by_name, 'cli') as by, r.started_at as "askedAt", r.ended_at as "endedAt", r.rows_done as "rowsDone", r.rows_all as "rowsAll",
    r.accepted, r.duplicates, r.changed, r.refused, r.source_orders as "sourceOrders", r.source_fen as "sourceFen", r.accepted_fen as "acceptedFen", r.code, r.message,
    (select count(*) from intake_problem p where p.run_id = r.id and p.settled_at is null) as problems,
    r.state = 'done' and r.file_ids is not null and not exists (select 1 from intake_file f where f.id = any(r.file_ids) and f.gone_at is not null) as fixable
  from intake_run r join shop s on s.id = r.shop_id
  where (${shops}::bigint[] is null or r.shop_id = any(${shops}::bigint[])) ${id === undefined ? sql`` : sql`and r.id = ${id}`} ${after === undefined ? sql`` : sql`and r.id < ${after}`}
  order by r.id desc limit ${whole(limit)}`)

export interface OpenProblem extends ImportProblem { id: number }
export const openProblems = (db: Db, runId: number, after: number, limit: number): Promise<OpenProblem[]> => db.rows(sql`
  select id, file, row, field, value, code, message from intake_problem where run_id = ${runId} and settled_at is null and id > ${after} order by id limit ${whole(limit)}`)

/** A run a person may correct, locked so that two do not count it twice. */
export const runToFix = async (tx: Db, id: number, shops: readonly number[] | null, lock: boolean): Promise<AskedRun | undefined> => (await tx.rows<AskedRun>(sql`
  select ${asked} from intake_run r join shop s on s.id = r.shop_id
  where r.id = ${id} and r.file_ids is not null and r.state = 'done' and (${shops}::bigint[] is null or r.shop_id = any(${shops}::bigint[])) ${lock ? sql`for update of r` : sql``}`))[0]

export const fixesOf = (db: Db, runId: number): Promise<{ file: string; row: number; sealed: Buffer }[]> => db.rows(sql`
  select file, row, sealed from intake_fix where run_id = ${runId} order by file, row limit 20000`)
export const keepFixes = (tx: Db, runId: number, fixes: readonly { file: string; row: number; sealed: Buffer }[], at: Date, by: string) => tx.rows(sql`
  insert into intake_fix (run_id, file, row, sealed, at, by_name)
  select ${runId}::bigint, n.file, n.row, decode(n.sealed, 'hex'), ${at}::timestamptz, ${by}::text
  from json_to_recordset(${JSON.stringify(fixes.map(f => ({ ...f, sealed: f.sealed.toString('hex') })))}::json) as n(file text, row bigint, sealed text)
  on conflict (run_id, file, row) do update set sealed = excluded.sealed, at = excluded.at, by_name = excluded.by_name`)

/** The open problems of these rows are done with; what is still wrong is written anew. */
export const settle = (tx: Db, runId: number, rows: readonly { file: string; row: number }[], at: Date) => tx.rows(sql`
  update intake_problem p set settled_at = ${at} from unnest(${rows.map(r => r.file)}::text[], ${rows.map(r => r.row)}::bigint[]) as n(file, row)
  where p.run_id = ${runId} and p.file = n.file and p.row = n.row and p.settled_at is null`)

/** Which of these orders came or changed since then: the run has counted them. */
export const takenSince = (tx: Db, shopId: number, numbers: readonly string[], since: Date): Promise<{ number: string }[]> => tx.rows(sql`
  select number from platform_order where shop_id = ${shopId} and number = any(${numbers}::text[]) and (first_at >= ${since} or changed_at >= ${since}) order by number`)

/** Counts a run anew after orders were taken that it had refused; its source may say another sum once a cell can be read. */
export const recount = async (tx: Db, id: number, step: { accepted: number; duplicates: number; changed: number; held: number; fen: number; sourceOrders: number; sourceFen: number }) => (await tx.rows<{ accepted: number; duplicates: number; changed: number; acceptedFen: number }>(sql`
  update intake_run set accepted = accepted + ${step.accepted}::int, duplicates = duplicates + ${step.duplicates}::int, changed = changed + ${step.changed}::int, refused = greatest(0, refused - ${step.held}::int),
    accepted_fen = accepted_fen + ${step.fen}::bigint, source_orders = ${step.sourceOrders}, source_fen = ${step.sourceFen}
  where id = ${id} returning accepted, duplicates, changed, accepted_fen as "acceptedFen"`))[0]! // it is locked
