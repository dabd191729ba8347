import type { Connection } from '../migrate.ts'

/** A table as it is written out: what it has, in the order of its key, so that two exports of the same rows are the same bytes. */
export interface Table { name: string; columns: string[]; key: string[]; /** Filled by the database, with the next number it would give. */ identity: { column: string; next: string } | null; rows: number }

/** Every table of a company's schema, those that others point to first. What is computed from other columns is computed again. */
export async function tablesOf(client: Connection, schema: string): Promise<Table[]> {
  const { rows } = await client.query(`
    select c.relname as name, greatest(c.reltuples, 0)::bigint::text as rows,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select a.attname::text from pg_index i cross join unnest(i.indkey) with ordinality as k(attnum, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where i.indrelid = c.oid and i.indisprimary order by k.place) as key,
      (select json_build_object('column', a.attname, 'sequence', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)) from pg_attribute a
        where a.attrelid = c.oid and a.attidentity <> '' limit 1) as identity,
      array(select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`, [schema])
  const tables = rows as unknown as (Omit<Table, 'rows' | 'identity'> & { rows: string; parents: string[]; identity: { column: string; sequence: string } | null })[]
  const next = await nextOf(client, tables.flatMap(t => t.identity?.sequence ?? []))
  return inOrder(tables).map(({ parents: _, identity, ...table }) => ({ ...table, identity: identity && { column: identity.column, next: next.get(identity.sequence)! }, rows: Number(table.rows) })) // asked for just now
}

/** Asked of the sequences themselves: `pg_sequences` knows no number of one that was set and has given none since. */
async function nextOf(client: Connection, sequences: readonly string[]): Promise<Map<string, string>> {
  if (sequences.length === 0) return new Map()
  const { rows } = await client.query(sequences.map((sequence, i) => `select $${i + 1}::text as sequence, (last_value + is_called::int)::text as next from ${sequence}`).join(' union all '), [...sequences])
  return new Map(rows.map(r => [String(r['sequence']), String(r['next'])]))
}

function inOrder<T extends { name: string; parents: string[] }>(tables: readonly T[]): T[] {
  const done: T[] = []
  const placed = new Set<string>()
  for (let left = [...tables]; left.length;) {
    const ready = left.filter(t => t.parents.every(p => placed.has(p)))
    if (ready.length === 0) throw new Error(`these tables point to each other in a circle: ${left.map(t => t.name).join(', ')}`)
    for (const t of ready) { done.push(t); placed.add(t.name) }
    left = left.filter(t => !placed.has(t.name))
  }
  return done
}

export const name = (text: string) => `"${text.replaceAll('"', '""')}"`

/**
 * Transaction numbers mean nothing on another server, and larger ones than its own would look as if they were still running. What
 * counts is the order (tx, number): written out, `tx` rises only where `number` falls in that order, which keeps every place in it
 * with numbers so small that a new server soon reaches them.
 */
const renumbered = `select e.*, (2 + count(*) filter (where e.number < e.former) over (order by e.tx, e.number))::text::xid8 as place
  from (select x.*, coalesce(lag(x.number) over (order by x.tx, x.number), x.number + 1) as former from event x) e`

/** The rows of a table as COPY writes them. `horizon`: only transactions before it are numbered anew, for more may still come between later ones. */
export function selectOf({ name: table, columns, key }: Table, horizon?: string): string {
  const order = key.map(name).join(', ')
  const among = horizon === undefined ? renumbered : renumbered.replace('from event x', `from event x where x.tx < '${BigInt(horizon)}'::xid8`)
  if (table === 'event') {
    const late = horizon === undefined ? '' : ` union all select e.*, null::bigint, e.tx from event e where e.tx >= '${BigInt(horizon)}'::xid8`
    return `select ${columns.map(c => (c === 'tx' ? 'place' : name(c))).join(', ')} from (${among}${late}) r order by ${order}`
  }
  if (!columns.includes('tx')) return `select ${columns.map(name).join(', ')} from ${name(table)} order by ${order}`
  // A cursor or a seal stands at an event; one that has read nothing stands before all of them.
  return `select ${columns.map(c => (c === 'tx' ? `coalesce(r.place, '0'::xid8)` : `t.${name(c)}`)).join(', ')} from ${name(table)} t left join (${among}) r on r.number = t.number order by ${key.map(k => `t.${name(k)}`).join(', ')}`
}
