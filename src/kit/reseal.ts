import type { Db } from './db.ts'
import { sql, whole, type Sql } from './sql.ts'
import type { Work } from './work.ts'

/** Every column that holds what a vault has sealed, by its table's key: the one list by which the whole of it goes over to another key (P4). */
export const sealedColumns = [
  { table: 'receiver', key: 'order_id', column: 'sealed' }, { table: 'payload', key: 'id', column: 'sealed' }, { table: 'paper', key: 'id', column: 'sealed' }, { table: 'print_paper', key: 'id', column: 'sealed' }, { table: 'correction', key: 'id', column: 'sealed' },
  { table: 'intake_fix', key: 'run_id', column: 'sealed', also: ['file', 'row'] }, { table: 'staff', key: 'id', column: 'totp' }, { table: 'staff', key: 'id', column: 'totp_pending' },
] as const
type Place = (typeof sealedColumns)[number]
/** Names of tables and columns of the list above, and of nothing else. */
const named = (name: string): Sql => ({ text: name, values: [] })
const nameOf = ({ table, column }: Place) => `${table}.${column}`

const setSize = 500

/** Seals the next set of rows by the newest generation; answers how many it went through. Begins once more where an older process sealed behind it, and rests when nothing old is left. */
export async function resealNext({ tx, now, vault }: Work): Promise<number> {
  const newest = vault.newest()
  if (newest === 1) return 0
  await tx.rows(sql`insert into key_state (place, version, at) select p, ${newest}, ${now}::timestamptz from unnest(${sealedColumns.map(nameOf)}::text[]) as p on conflict (place) do nothing`)
  const [at] = await tx.rows<{ place: string; version: number; upto: number }>(sql`
    select place, version, upto from key_state where place = any(${sealedColumns.map(nameOf)}::text[]) and (version < ${newest} or done_at is null) order by place limit 1 for update skip locked`)
  if (!at) return 0
  const place = sealedColumns.find(p => nameOf(p) === at.place)!
  const from = at.version < newest ? 0 : at.upto
  const rows = await rowsFrom(tx, place, from)
  const old = rows.filter(row => row.sealed[0] !== newest)
  if (old.length) await write(tx, place, old.map(row => ({ ...row, sealed: vault.sealBytes(vault.openBytes(row.sealed)), was: row.sealed })))
  const last = rows.at(-1)?.key
  const done = last === undefined && (await countOld(tx, place, newest)) === 0
  await tx.rows(sql`
    update key_state set version = ${newest}, upto = ${last ?? 0}, changed = case when version < ${newest} then 0 else changed end + ${old.length}, done_at = ${done ? now : null}, at = ${now} where place = ${at.place}`)
  return rows.length + 1
}

interface Sealed { key: number; sealed: Buffer; file?: string; row?: number }
/** Whole keys at a time: what shares one is never torn by the end of a set. */
const rowsFrom = (tx: Db, p: Place, from: number): Promise<Sealed[]> => tx.rows(sql`
  select t.${named(p.key)} as key, t.${named(p.column)} as sealed ${'also' in p ? sql`, t.file, t.row` : sql``} from ${named(p.table)} t
  where t.${named(p.key)} in (select distinct s.${named(p.key)} from ${named(p.table)} s where s.${named(p.key)} > ${from} and s.${named(p.column)} is not null order by 1 limit ${whole(setSize)}) and t.${named(p.column)} is not null
  order by t.${named(p.key)} for update`)
const write = (tx: Db, p: Place, rows: readonly (Sealed & { was: Buffer })[]) => tx.rows(sql`
  update ${named(p.table)} t set ${named(p.column)} = n.sealed from (
    select j.key, j.file, j.row, decode(j.sealed, 'base64') as sealed from json_to_recordset(${JSON.stringify(rows.map(r => ({ key: r.key, file: r.file, row: r.row, sealed: r.sealed.toString('base64') })))}::json) as j(key bigint, file text, row bigint, sealed text)) n
  where t.${named(p.key)} = n.key ${'also' in p ? sql`and t.file = n.file and t.row = n.row` : sql``}`)
const countOld = async (tx: Db, p: Place, newest: number): Promise<number> => (await tx.rows<{ count: number }>(sql`select count(*) as count from ${named(p.table)} where get_byte(${named(p.column)}, 0) <> ${newest}`))[0]!.count // an aggregate always gives a row

/** How many rows each generation has still sealed, of every place and of the kept answers. */
export const sealedBy = async (db: Db): Promise<{ place: string; version: number; rows: number }[]> => [
  ...(await Promise.all(sealedColumns.map(async p => (await db.rows<{ version: number; rows: number }>(sql`
    select get_byte(${named(p.column)}, 0) as version, count(*) as rows from ${named(p.table)} where ${named(p.column)} is not null group by 1 order by 1`)).map(row => ({ place: nameOf(p), ...row }))))).flat(),
  ...await db.rows<{ place: string; version: number; rows: number }>(sql`
    select 'answers' as place, get_byte(decode(answer->>'sealed', 'base64'), 0) as version, count(*) as rows from idempotency where answer->>'sealed' is not null group by 2 order by 2`),
]
export const resealState = (db: Db): Promise<{ place: string; version: number; changed: number; doneAt: Date | null }[]> => db.rows(sql`select place, version, changed, done_at as "doneAt" from key_state order by place limit 100`)

// ── search keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

const searching = 'search'
/** Which generation the company's search keys are made with. */
export const searchGeneration = async (db: Db): Promise<number> => (await db.rows<{ version: number }>(sql`select version from key_state where place = ${searching}`))[0]?.version ?? 1

/** Takes every search key over to the newest generation, in one transaction that lets nobody in: two alike must stay alike. Answers how many rows. */
export async function rekey({ tx, now, vault }: Work, onProgress: (rows: number) => void = () => {}): Promise<number> {
  await tx.rows(sql`lock table receiver, customer in access exclusive mode`)
  const [from, to] = [await searchGeneration(tx), vault.newest()]
  if (from === to) return 0
  // What was erased has a number below nought in place of a key, and is found by nobody.
  const on = (key: string | null) => (key === null || key.startsWith('-') ? key : String(vault.keyOn(BigInt(key), from, to)))
  let done = 0
  for (let after = 0; ;) {
    const rows = await tx.rows<{ id: number; phone: string | null; tail: string | null; name: string | null; address: string }>(sql`
      select order_id as id, phone_key::text as phone, tail_key::text as tail, name_key::text as name, address_key::text as address from receiver where order_id > ${after} order by order_id limit 5000`)
    if (rows.length === 0) break
    await tx.rows(sql`
      update receiver r set phone_key = n.phone, tail_key = n.tail, name_key = n.name, address_key = n.address
      from json_to_recordset(${JSON.stringify(rows.map(r => ({ id: r.id, phone: on(r.phone), tail: on(r.tail), name: on(r.name), address: on(r.address) })))}::json) as n(id bigint, phone bigint, tail bigint, name bigint, address bigint) where r.order_id = n.id`)
    after = rows.at(-1)!.id
    onProgress(done += rows.length)
  }
  for (let after = 0; ;) {
    const rows = await tx.rows<{ id: number; account: string }>(sql`select id, account_key::text as account from customer where id > ${after} order by id limit 5000`)
    if (rows.length === 0) break
    await tx.rows(sql`update customer c set account_key = n.account from json_to_recordset(${JSON.stringify(rows.map(r => ({ id: r.id, account: on(r.account) })))}::json) as n(id bigint, account bigint) where c.id = n.id`)
    after = rows.at(-1)!.id
    onProgress(done += rows.length)
  }
  await tx.rows(sql`
    insert into key_state (place, version, changed, done_at, at) values (${searching}, ${to}, ${done}, ${now}, ${now})
    on conflict (place) do update set version = excluded.version, changed = excluded.changed, done_at = excluded.done_at, at = excluded.at`)
  return done
}

/** Other connections to this database than those of a command that began then: a house that is still at work. */
export const othersSince = async (db: Db, began: Date): Promise<number> => (await db.rows<{ count: number }>(sql`
  select count(*) as count from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid() and backend_start < ${began}`))[0]!.count // an aggregate always gives a row

