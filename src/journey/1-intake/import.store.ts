import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { ImportProblem, Mapping } from './mapping.rules.ts'

export interface Run { id: number; state: 'waiting' | 'running' | 'interrupted' | 'done' | 'failed' | 'stopped'; rowsDone: number; accepted: number; duplicates: number; changed: number; refused: number; acceptedFen: number; startedAt: Date; endedAt: Date | null }
const run = sql`id, state, rows_done as "rowsDone", accepted, duplicates, changed, refused, accepted_fen as "acceptedFen", started_at as "startedAt", ended_at as "endedAt"`

export const unfinishedRun = async (tx: Db, shopId: number, fingerprint: string): Promise<Run | undefined> => (await tx.rows<Run>(sql`
  select ${run} from intake_run where shop_id = ${shopId} and fingerprint = ${fingerprint} and state in ('running', 'interrupted') order by id desc limit 1 for update`))[0]

export const insertRun = async (tx: Db, r: { shopId: number; source: string; files: readonly string[]; fingerprint: string; at: Date; refused: number }): Promise<Run> => (await tx.rows<Run>(sql`
  insert into intake_run (shop_id, source, files, fingerprint, state, started_at, refused) values (${r.shopId}, ${r.source}, ${r.files}::text[], ${r.fingerprint}, 'running', ${r.at}, ${r.refused}) returning ${run}`))[0]!

/** The run that was asked for, when it has begun with these very files; else it begins now. */
export const begunRun = async (tx: Db, id: number, fingerprint: string): Promise<Run | undefined> => (await tx.rows<Run>(sql`
  select ${run} from intake_run where id = ${id} and fingerprint = ${fingerprint} for update`))[0]
export const beginRun = async (tx: Db, id: number, r: { source: string; fingerprint: string; refused: number; all: number }): Promise<Run> => (await tx.rows<Run>(sql`
  update intake_run set source = ${r.source}, fingerprint = ${r.fingerprint}, refused = ${r.refused}, rows_all = ${r.all} where id = ${id} and fingerprint = '' returning ${run}`))[0]! // it was asked for and has not begun

/** Moves the run on by one batch; nothing comes back when somebody else has moved it. */
export const advanceRun = async (tx: Db, id: number, from: number, step: { rows: number; accepted: number; duplicates: number; changed: number; refused: number; fen: number }): Promise<Run | undefined> => (await tx.rows<Run>(sql`
  update intake_run set state = 'running', rows_done = rows_done + ${step.rows}::bigint, accepted = accepted + ${step.accepted}::int, duplicates = duplicates + ${step.duplicates}::int,
    changed = changed + ${step.changed}::int, refused = refused + ${step.refused}::int, accepted_fen = accepted_fen + ${step.fen}::bigint
  where id = ${id} and rows_done = ${from} and state in ('running', 'interrupted') returning ${run}`))[0]

export const interruptRun = (db: Db, id: number) => db.rows(sql`update intake_run set state = 'interrupted' where id = ${id} and state = 'running'`)

export const finishRun = async (tx: Db, id: number, at: Date, source: { orders: number; fen: number }): Promise<Run | undefined> => (await tx.rows<Run>(sql`
  update intake_run set state = 'done', ended_at = ${at}, source_orders = ${source.orders}, source_fen = ${source.fen} where id = ${id} and state <> 'done' returning ${run}`))[0]

export const insertProblems = (tx: Db, runId: number, problems: readonly ImportProblem[]) => tx.rows(sql`
  insert into intake_problem (run_id, file, row, field, value, code, message)
  select ${runId}::bigint, p.file, p.row, p.field, p.value, p.code, p.message
  from json_to_recordset(${JSON.stringify(problems)}::json) as p(file text, row bigint, field text, value text, code text, message text)`)

export const firstProblems = (db: Db, runId: number, limit = 100): Promise<ImportProblem[]> => db.rows(sql`
  select file, row, field, value, code, message from intake_problem where run_id = ${runId} order by id limit ${whole(limit)}`)

export const countProblems = async (db: Db, runId: number): Promise<number> => (await db.rows<{ count: number }>(sql`select count(*) as count from intake_problem where run_id = ${runId}`))[0]!.count

/**
 * How many of these orders the house holds and for how much: what was written at `at` is read back from the orders,
 * what was known before had the same content, so the source's amount still stands for it.
 */
export const standing = async (tx: Db, shopId: number, at: Date, orders: readonly { number: string; totalFen: number }[]): Promise<{ orders: number; fen: number }> => (await tx.rows<{ orders: number; fen: number }>(sql`
  select count(*) as orders, coalesce(sum(case when p.first_at = ${at} or p.changed_at = ${at}
    then (select coalesce(sum(o.total_fen), 0) from orders o where o.number = p.number and o.source_id = p.id) else n."totalFen" end), 0)::bigint as fen
  from json_to_recordset(${JSON.stringify(orders)}::json) as n(number text, "totalFen" bigint)
  join platform_order p on p.shop_id = ${shopId} and p.number = n.number`))[0]!

export const stagesOf = (db: Db, shopId: number, numbers: readonly string[]): Promise<{ stage: string; closing: string | null; count: number }[]> => db.rows(sql`
  select o.stage, o.closing, count(*) as count from orders o
  where o.shop_id = ${shopId} and o.number = any(${numbers}::text[]) group by o.stage, o.closing order by o.stage, o.closing`)

export const saveMapping = (db: Db, mapping: Mapping, at: Date) => db.rows(sql`
  insert into mapping (name, columns, changed_at) values (${mapping.name}, ${JSON.stringify(mapping)}::jsonb, ${at})
  on conflict (name) do update set columns = excluded.columns, changed_at = excluded.changed_at where mapping.columns <> excluded.columns`)

export const savedMappings = (db: Db): Promise<{ name: string; columns: unknown }[]> => db.rows(sql`select name, columns from mapping order by changed_at desc, name limit 200`)
