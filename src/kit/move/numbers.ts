import type pg from 'pg'
import { Unusable } from '../backup/sealed.ts'
import { name, tablesOf } from '../backup/tables.ts'

// Numbers of transactions mean nothing on another server (backup/tables.ts); what counts is the order of the events, (transaction, number). What came with the
// copy from before its horizon has small numbers already. What follows comes with the numbers of the old server, all of them at or beyond the horizon,
// and gets the next small ones as soon as nothing can come between any more.

/** The tables that hold such numbers. */
export const numbered = ['event', 'event_reader', 'seal']

const next = (company: string, before: string | null) => `
  update ${name(company)}.event e set tx = r.place from (
    select x.number, (p.last + 1 + count(*) filter (where x.number < x.former) over (order by x.tx, x.number))::text::xid8 as place
    from (select tx, number, lag(number) over (order by tx, number) as former from ${name(company)}.event where tx >= $1::xid8 ${before ? 'and tx < $2::xid8' : ''}) x,
      (select coalesce(max(tx), '1'::xid8)::text::bigint as last from ${name(company)}.event where tx < $1::xid8) p) r
  where e.number = r.number`

/** While the company still works: set by set, each of transactions that have ended here and arrived there. */
export async function numberAnew(here: pg.Client, there: pg.Client, company: string, horizon: string, caughtUp: (here: pg.Client, company: string, position: () => Promise<string>, withinBytes: number) => Promise<void>): Promise<void> {
  for (let rounds = 0, done = Infinity; done > 1000 && rounds < 20; rounds++) {
    const { rows: [now] } = await here.query('select pg_snapshot_xmin(pg_current_snapshot())::text as ended, pg_current_wal_insert_lsn()::text as at')
    await caughtUp(here, company, async () => String(now.at), 0)
    done = (await there.query(next(company, now.ended), [horizon, now.ended])).rowCount ?? 0
    await mustStaySmall(there, company, horizon)
    await passBy(there, company, horizon)
  }
}

/** When nobody writes any more: the last events, and with them the readers, the seals made since, and what the tables count up. */
export async function settle(here: pg.Client, there: pg.Client, company: string, horizon: string): Promise<void> {
  const schema = name(company)
  await there.query('begin')
  try {
    await there.query(next(company, null), [horizon])
    await there.query(`update ${schema}.event_reader r set tx = coalesce((select e.tx from ${schema}.event e where e.number = r.number), '0'::xid8) where true`)
    // From the newest back: as soon as one is right, those before it came with the copy.
    for (let below = '9223372036854775807', changed = 1; changed > 0;) {
      const { rows: [page] } = await there.query(`
        with page as (select s.id, s.tx as was, e.tx from ${schema}.seal s join ${schema}.event e on e.number = s.number where s.id < $1::bigint order by s.id desc limit 500),
          done as (update ${schema}.seal s set tx = p.tx from page p where p.id = s.id and p.was <> p.tx returning s.id)
        select (select count(*) from done)::int as changed, (select min(id) from page)::text as below`, [below])
      changed = page.below === null ? 0 : Number(page.changed)
      below = String(page.below ?? 0)
    }
    for (const { name: table, identity } of await tablesOf(here, company)) if (identity) await there.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint, false)', [`${schema}.${name(table)}`, identity.column, identity.next])
    await there.query('commit')
  } catch (error) {
    await there.query('rollback').catch(() => {})
    throw error
  }
  await mustStaySmall(there, company, horizon)
}

async function mustStaySmall(there: pg.Client, company: string, horizon: string): Promise<void> {
  const { rows: [last] } = await there.query(`select coalesce(max(tx), '0'::xid8) >= $1::xid8 as beyond from ${name(company)}.event where tx < $1::xid8`, [horizon])
  if (last.beyond) throw new Unusable('the events have more numbers than their transactions had: this cannot be')
}

/** Lets a server's transaction numbers go past those of the events, so that readers see them: thousands in a second. `below`: past those that are small already. */
export async function passBy(client: pg.Client, company: string, below?: string): Promise<void> {
  await client.query('create temporary table passing (n int) on commit delete rows')
  for (;;) {
    const { rows: [row] } = await client.query(`select greatest(0, (coalesce((select max(tx) from ${name(company)}.event ${below ? 'where tx < $1::xid8' : ''}), '0'::xid8)::text::bigint + 1) - pg_snapshot_xmax(pg_current_snapshot())::text::bigint)::text as behind`, below ? [below] : [])
    const behind = Number(row?.behind)
    if (behind <= 0) break
    await client.query(`do $$ begin for n in 1..${Math.min(behind, 20_000)} loop begin insert into passing values (n); exception when division_by_zero then null; end; end loop; end $$`)
  }
  await client.query('drop table passing')
}
