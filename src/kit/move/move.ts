import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { Unusable } from '../backup/sealed.ts'
import { conninfo } from '../backup/standby.ts'
import { name, tablesOf } from '../backup/tables.ts'
import { copyOver, type Side } from './copy.ts'
import { dropNote, noteIn, putNote, type MoveNote } from './note.ts'
import { numberAnew, passBy, settle } from './numbers.ts'

/**
 * Carries a company from one server to another while it works: a copy of one moment, then everything since by logical replication, then a short
 * stop of writing in which the rest arrives, and the other server has it. Each step may be broken off and taken up again; `giveUp` takes all
 * of it back as long as the company still lives here.
 */
export interface Moving {
  company: string; from: Side; to: Side; migrations: string
  say?: (line: string) => void
  /** For tests: called between the steps. */
  between?: (step: string) => Promise<void>
}
export interface Moved { rows: number; seconds: number; pauseMs: number; events: number }

const link = (company: string) => `danliu_move_${company}`

export async function moveCompany({ company, from, to, migrations, say = () => {}, between = async () => {} }: Moving): Promise<Moved> {
  const began = performance.now()
  const here = await connect(from.adminUrl), there = await connect(to.adminUrl)
  try {
    let note = noteIn(from.home, company)
    if (note && note.to !== to.home) throw new Unusable(`company ${company} is on its way to ${note.to} already: finish that with --to, or take it back with --abort`)
    if (note?.stage === 'moved') {
      await unlink(here, company) // one that broke off at its very end
      throw new Unusable(`company ${company} lives in ${note.to} already`)
    }
    // Found out while nobody has to wait yet.
    if (note && note.stage !== 'copying' && !note.copied) throw new Unusable(`the move of ${company} was begun by an older program: take it back with --abort and begin it again`)
    let rows = 0
    if (!note || note.stage === 'copying') {
      await mustBeAble(here, there, { company, from, to })
      await takeBack(here, there, company)
      note = { company, to: to.home, stage: 'copying', horizon: '', copied: { events: 0, last: '0' }, since: new Date().toISOString() }
      putNote(from.home, note)
      await between('copying')
      const copied = await copyOver({ company, here, there, from, to, migrations, link: link(company), say })
      rows = copied.rows
      note = { ...note, stage: 'following', horizon: copied.horizon, copied: copied.copied }
      putNote(from.home, note)
    }
    await between('following')
    const position = async () => String((await here.query('select pg_current_wal_insert_lsn()::text as at')).rows[0].at)
    if (note.stage === 'following') {
      await subscribe(there, company, from, to)
      await caughtUp(here, company, await position, 1_000_000, say)
      await numberAnew(here, there, company, note.horizon, caughtUp)
      // Good plans from the first second on.
      await there.query(`analyze ${(await tablesOf(there, company)).map(t => `${name(company)}.${name(t.name)}`).join(', ')}`)
      await caughtUp(here, company, position, 100_000, say)
      await between('before the stop')
    }
    const stopped = performance.now()
    putNote(from.home, note = { ...note, stage: 'switching' })
    await stopWriting(here, company, from)
    await between('stopped')
    if (await isSubscribed(there, company)) {
      const last = await position()
      await caughtUp(here, company, async () => last, 0, say, 20_000)
      await unsubscribe(there, company)
    }
    await settle(here, there, company, note.horizon)
    await passBy(there, company)
    const events = await mustBeThere(here, there, note)
    await between('settled')
    await here.query(`revoke usage on schema ${name(company)} from ${name(from.owner)}`)
    // Whether it ever lived there before and went away is forgotten first: of two homes never each may name the other.
    dropNote(to.home, company)
    putNote(from.home, { ...note, stage: 'moved' })
    const pauseMs = Math.round(performance.now() - stopped)
    say(`${company} lives in ${to.home} now; nobody could write for ${pauseMs} ms`)
    await unlink(here, company)
    return { rows, seconds: Math.round((performance.now() - began) / 100) / 10, pauseMs, events }
  } finally { await here.end().catch(() => {}); await there.end().catch(() => {}) }
}

/** Everything as it was before the move; refused once the company lives on the other server. */
export async function giveUp({ company, from, to }: Pick<Moving, 'company' | 'from' | 'to'>): Promise<void> {
  const note = noteIn(from.home, company)
  if (!note) throw new Unusable(`company ${company} is on no way from ${from.home}`)
  if (note.to !== to.home) throw new Unusable(`company ${company} is on its way to ${note.to}: name that with --to`)
  if (note.stage === 'moved') throw new Unusable(`company ${company} lives in ${note.to} since ${note.since}: move it back from there`)
  const here = await connect(from.adminUrl), there = await connect(to.adminUrl)
  try {
    await takeBack(here, there, company)
    await letWrite(here, company, from)
    dropNote(from.home, company)
  } finally { await here.end().catch(() => {}); await there.end().catch(() => {}) }
}

async function mustBeAble(here: pg.Client, there: pg.Client, { company, from, to }: Pick<Moving, 'company' | 'from' | 'to'>): Promise<void> {
  const { rows: [source] } = await here.query(`select current_setting('wal_level') as level, exists (select from pg_namespace where nspname = $1) as here, (select system_identifier::text from pg_control_system()) as system`, [company])
  const { rows: [target] } = await there.query(`select exists (select from pg_namespace where nspname = $1) as there, (select system_identifier::text from pg_control_system()) as system`, [company])
  if (!source.here) throw new Unusable(`there is no company ${company} in ${from.home}`)
  if (source.system === target.system) throw new Unusable(`${from.home} and ${to.home} have one and the same server`)
  if (source.level !== 'logical') throw new Unusable(`the server in ${from.home} was started by an older program (wal_level ${String(source.level)}): stop every process of that home once and start it again, then move`)
  const left = noteIn(to.home, company)
  // What it left behind when it went away from there is out of date since.
  if (target.there && left?.stage !== 'moved' && noteIn(from.home, company)?.stage !== 'copying') throw new Unusable(`there is a company ${company} in ${to.home} already. A move never mixes two: drop that schema yourself first, or name another home`)
}

/** Undoes what an earlier try has made on both servers. */
async function takeBack(here: pg.Client, there: pg.Client, company: string): Promise<void> {
  await unsubscribe(there, company)
  await unlink(here, company)
  await there.query(`drop schema if exists ${name(company)} cascade`)
}

async function unlink(here: pg.Client, company: string): Promise<void> {
  await here.query(`drop publication if exists ${name(link(company))}`)
  for (let i = 0; ; i++) {
    const { rows: [slot] } = await here.query('select active_pid from pg_replication_slots where slot_name = $1', [link(company)])
    if (!slot) return
    if (slot.active_pid === null) await here.query('select pg_drop_replication_slot($1)', [link(company)])
    else { await here.query('select pg_terminate_backend($1)', [slot.active_pid]); await sleep(50) }
    if (i > 200) throw new Unusable(`the slot ${link(company)} is still in use`)
  }
}

const isSubscribed = async (there: pg.Client, company: string): Promise<boolean> => (await there.query('select from pg_subscription where subname = $1', [link(company)])).rows.length > 0

async function subscribe(there: pg.Client, company: string, from: Side, to: Side): Promise<void> {
  const q = (text: string) => `'${text.replaceAll("'", "''")}'`
  if (!await isSubscribed(there, company)) {
    await there.query(`create subscription ${name(link(company))} connection ${q(`${conninfo(from.adminUrl, link(company), to.findsUsIn)} dbname=danliu`)} publication ${name(link(company))} with (copy_data = false, create_slot = false, slot_name = ${q(link(company))}, synchronous_commit = 'local', enabled = true)`)
  }
}

/** The slot belongs to the other side and is dropped there. */
async function unsubscribe(there: pg.Client, company: string): Promise<void> {
  if (!await isSubscribed(there, company)) return
  const subscription = name(link(company))
  await there.query(`alter subscription ${subscription} disable`)
  await there.query(`alter subscription ${subscription} set (slot_name = none)`)
  await there.query(`drop subscription ${subscription}`)
}

/** Waits until the other server has everything up to a position, or all but so many bytes. */
export async function caughtUp(here: pg.Client, company: string, position: () => Promise<string>, withinBytes: number, say: (line: string) => void = () => {}, patienceMs = 0): Promise<void> {
  for (let began = performance.now(), told = began; ; await sleep(withinBytes === 0 ? 5 : 50)) {
    const { rows: [slot] } = await here.query(`select pg_wal_lsn_diff($2::pg_lsn, confirmed_flush_lsn)::float8 as behind, invalidation_reason as lost from pg_replication_slots where slot_name = $1`, [link(company), await position()])
    if (!slot) throw new Unusable(`the slot ${link(company)} is gone: take the move back with --abort and begin it again`)
    if (slot.lost) throw new Unusable(`the log that the other server still wants is gone (${String(slot.lost)}): take the move back with --abort and begin it again`)
    if (slot.behind <= withinBytes) return
    const now = performance.now()
    if (patienceMs && now - began > patienceMs) throw new Unusable(`the other server did not get the last ${String(slot.behind)} bytes within ${patienceMs / 1000} s. Run the command again, or take the move back with --abort`)
    if (now - told > 5000) { say(`${String(slot.behind)} bytes behind`); told = now }
  }
}

const rights = 'insert, update, delete, truncate'
/** As long as a transaction that had begun to write may go on; then it is ended, which takes it back and tells its caller to try again. */
const graceMs = 500

async function stopWriting(here: pg.Client, company: string, { owner }: Side): Promise<void> {
  await here.query(`revoke ${rights} on all tables in schema ${name(company)} from ${name(owner)}`)
  // Only those that hold a table of this company matter; they end by themselves, or are ended.
  const writers = `select distinct l.pid from pg_locks l join pg_class c on c.oid = l.relation where c.relnamespace = $1::regnamespace and c.relkind = 'r' and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()`
  for (const began = performance.now(); (await here.query(writers, [name(company)])).rows.length > 0; await sleep(5)) {
    if (performance.now() - began > graceMs) await here.query(`select pg_terminate_backend(pid) from (${writers}) w`, [name(company)])
  }
}

async function letWrite(here: pg.Client, company: string, { owner }: Side): Promise<void> {
  await here.query('begin')
  await here.query(`grant ${rights} on all tables in schema ${name(company)} to ${name(owner)}`)
  for (const table of ['event', 'seal']) await here.query(`revoke update, delete, truncate on ${name(company)}.${name(table)} from ${name(owner)}`)
  await here.query('commit')
}

/**
 * The log is only ever added to, so that it says whether all of it came: as many lines since the copy, up to the same number. Those of the copy were counted
 * when nobody waited. Answers how many there are in all.
 */
async function mustBeThere(here: pg.Client, there: pg.Client, { company, horizon, copied }: MoveNote): Promise<number> {
  const ask = async (client: pg.Client, after: string, tx: string) =>
    (await client.query(`select (select count(*) from ${name(company)}.event where tx ${after} $1::xid8)::float8 as events, (select coalesce(max(number), 0) from ${name(company)}.event)::text as last`, [tx])).rows[0] as { events: number; last: string }
  const [one, two] = await Promise.all([ask(here, '>=', horizon), ask(there, '>', copied.last)])
  if (one.events !== two.events || one.last !== two.last) throw new Unusable(`since the copy the log has ${one.events} lines up to ${one.last} here and ${two.events} up to ${two.last} there: nothing was switched. Take the move back with --abort`)
  return copied.events + one.events
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0' } as pg.ClientConfig)
  client.on('error', () => {})
  await client.connect()
  return client
}
