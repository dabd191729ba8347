import pg from 'pg'
import { once } from 'node:events'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { Unusable } from '../backup/sealed.ts'
import { name, selectOf, tablesOf } from '../backup/tables.ts'
import { migrate } from '../migrate.ts'
import { numbered } from './numbers.ts'

export interface Side { home: string; /** As the administrator, and the role the house works as. */ adminUrl: string; owner: string; /** On another machine: the directory in which this server finds the socket of the one here. */ findsUsIn?: string | undefined }
export interface Copying { company: string; here: pg.Client; there: pg.Client; from: Side; to: Side; migrations: string; link: string; say: (line: string) => void }

/**
 * Copies the company as of one moment, from which on the slot keeps every change for the other side. On the other server all of it is there or nothing.
 * Events of transactions that had ended before every running one get the small numbers of an export; later ones keep theirs until all beside them have come.
 */
export async function copyOver({ company, here, there, from, to, migrations, link, say }: Copying): Promise<{ rows: number; horizon: string; copied: { events: number; last: string } }> {
  await here.query(`create publication ${name(link)} for tables in schema ${name(company)}`)
  const keeper = new pg.Client({ connectionString: from.adminUrl, replication: 'database' } as pg.ClientConfig)
  keeper.on('error', () => {})
  await keeper.connect()
  try {
    const { rows: [slot] } = await keeper.query(`CREATE_REPLICATION_SLOT ${name(link)} LOGICAL pgoutput (SNAPSHOT 'export')`)
    await here.query('begin isolation level repeatable read read only')
    await here.query(`set transaction snapshot '${String(slot.snapshot_name)}'`)
    for (const setting of [`search_path = ${name(company)}`, `datestyle = 'ISO, YMD'`, `intervalstyle = 'postgres'`, `timezone = 'UTC'`, 'extra_float_digits = 1']) await here.query(`set local ${setting}`)
    const { rows: [moment] } = await here.query('select pg_snapshot_xmin(pg_current_snapshot())::text as horizon')
    const { rows: [last] } = await here.query('select name from migration order by number desc limit 1')
    const tables = await tablesOf(here, company)
    const strange = tables.filter(t => t.columns.includes('tx') && !numbered.includes(t.name))
    if (strange.length) throw new Unusable(`${strange.map(t => t.name).join(', ')} has numbers of transactions that a move does not know`)
    const keyless = tables.filter(t => t.key.length === 0)
    if (keyless.length) throw new Unusable(`${keyless.map(t => t.name).join(', ')} has no primary key`)
    await there.query('begin')
    await there.query(`set local role ${name(to.owner)}`)
    await migrate({ client: there, schema: company, dir: migrations, upTo: String(last?.name), within: true })
    await there.query(`set local search_path = ${name(company)}`)
    await there.query(`truncate ${tables.map(t => t.name).filter(t => !['event', 'seal'].includes(t)).map(name).join(', ')}`)
    let rows = 0
    for (const table of tables) {
      const source = here.query(copyTo(`copy (${selectOf(table, String(moment.horizon))}) to stdout`))
      const target = there.query(copyFrom(`copy ${name(table.name)} (${table.columns.map(name).join(', ')}) from stdin`))
      const failed = new Promise<never>((_, fail) => { target.once('error', fail) })
      failed.catch(() => {})
      for await (const piece of source as AsyncIterable<Buffer>) if (!target.write(piece)) await Promise.race([once(target, 'drain'), failed])
      target.end()
      await Promise.race([once(target, 'finish'), failed])
      rows += target.rowCount ?? 0
    }
    const { rows: [copied] } = await there.query(`select count(*)::float8 as events, coalesce(max(tx), '0'::xid8)::text as last from event where tx < $1::xid8`, [moment.horizon])
    await there.query('commit')
    await here.query('commit')
    say(`${rows} rows of ${tables.length} tables copied`)
    return { rows, horizon: String(moment.horizon), copied: { events: Number(copied.events), last: String(copied.last) } }
  } catch (error) {
    await there.query('rollback').catch(() => {})
    await here.query('rollback').catch(() => {})
    throw error
  } finally { await keeper.end().catch(() => {}) }
}
