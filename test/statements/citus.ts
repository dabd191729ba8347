import { sqlState } from '#kit/db.ts'
import { statementsOf } from '#kit/migrate.ts'
import { isNode, nodesIn, treeOf, wordOf, type Node, type Value } from './tree.ts'

// What a Citus cluster refuses of a statement (docs/operations/scale-out.md), read from the tree that a PostgreSQL makes of it: no reading of ours
// can know which function stands behind an operator or a cast.

export interface Asking { query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }> }

/** What would be refused of one statement as it was sent. */
export async function refusals(client: Asking, text: string): Promise<string[]> {
  if (/^\s*(begin|start|commit|rollback|savepoint|release)\b[^;]*;?\s*$/i.test(text)) return []
  const parts = statementsOf(text.replace(/;\s*$/, ''))
  if (parts.length > 1) return ['several commands in one query']
  if (/\bpg_(try_)?advisory/i.test(text)) return ['an advisory lock: on a cluster it holds on one node only']
  if (/^\s*(set|reset)\s+constraints\b/i.test(text)) return ['set constraints is ignored']
  if (/^\s*(with|select|\()/i.test(text) && /\bpg_(stat_\w+|settings|database|roles|authid|locks)\b/i.test(text) && await isMixed(client, await treeFrom(client, text))) return ['what the server says of itself is read beside a table']
  if (!/\b(insert\s+into|update|delete\s+from|merge\s+into)\b/i.test(text) || !/^\s*(with|insert|update|delete|merge|select|\()/i.test(text)) return []
  if (/\bwhere\s+current\s+of\b/i.test(text)) return ['where current of']
  const tree = await treeFrom(client, text)
  const functions = await volatilities(client, tree)
  const writes = [...nodesIn(tree)].filter(n => n.type === 'QUERY' && Number(wordOf(n, 'commandType')) > 1)
  return [...new Set([...writes.flatMap(query => refusedOf(query, functions)), ...await fromTables(client, tree, writes, functions), ...(writes.length ? await placesOf(client, tree, writes) : [])])]
}

/** What a real cluster says to a statement whose every parameter is null; what is wrong with such values themselves is no fault of it. */
export async function refusedByCluster(cluster: Asking, text: string): Promise<string | undefined> {
  await cluster.query('begin')
  try {
    await cluster.query('set local search_path = judged')
    await cluster.query(`prepare judged as ${text}`)
    const { rows: [asked] } = await cluster.query(`select cardinality(parameter_types)::int as n from pg_prepared_statements where name = 'judged'`)
    const nulls = Array.from({ length: Number(asked!['n']) }, () => 'null').join(', ')
    await cluster.query(`execute judged${nulls && `(${nulls})`}`)
  } catch (error) {
    return /^2[23]/.test(sqlState(error) ?? '') ? undefined : (error as Error).message
  } finally {
    await cluster.query('rollback')
    await cluster.query('deallocate all')
  }
}

/** A function whose body it is lets the server keep the tree for us. */
async function treeFrom(client: Asking, text: string): Promise<Value> {
  await client.query('begin')
  try {
    await client.query(`prepare judged as ${text}`)
    const { rows: [types] } = await client.query(`select parameter_types::text[] as types from pg_prepared_statements where name = 'judged'`)
    await client.query('deallocate judged')
    await client.query(`create function judged(${(types!['types'] as string[]).join(', ')}) returns void language sql begin atomic ${text}; end`)
    const { rows: [made] } = await client.query(`select prosqlbody::text as tree from pg_proc where proname = 'judged'`)
    return treeOf(String(made!['tree']))
  } finally { await client.query('rollback') }
}

type Volatility = 'i' | 's' | 'v'
interface Functions { of(node: Node): Volatility; name(node: Node): string }

const types = ['vartype', 'paramtype', 'consttype', 'funcresulttype', 'opresulttype', 'resulttype', 'casetype', 'coalescetype', 'minmaxtype', 'array_typeid', 'aggtype', 'wintype', 'typeId']
const typeOf = (value: Value | undefined): string => (isNode(value) ? types.map(field => wordOf(value, field)).find(Boolean) ?? '' : '')

/** Asked of the catalogue at once: functions, what stands behind operators, and what a cast by text calls. */
async function volatilities(client: Asking, tree: Value): Promise<Functions> {
  const nodes = [...nodesIn(tree)]
  const numbers = (fields: string[]) => [...new Set(nodes.flatMap(n => fields.flatMap(f => n.fields[f] ?? []).flat(2).filter((v): v is string => typeof v === 'string' && /^[1-9]\d*$/.test(v))))]
  const casts = nodes.filter(n => n.type === 'COERCEVIAIO')
  const { rows } = await client.query(`
    select 'f' || p.oid as key, p.proname as name, p.provolatile as volatility from pg_proc p where p.oid = any($1::oid[])
    union all select 'o' || o.oid, o.oprname, p.provolatile from pg_operator o join pg_proc p on p.oid = o.oprcode where o.oid = any($2::oid[])
    union all select 'i' || t.oid, 'cast to ' || t.typname, p.provolatile from pg_type t join pg_proc p on p.oid = t.typinput where t.oid = any($3::oid[])
    union all select 't' || t.oid, 'cast from ' || t.typname, p.provolatile from pg_type t join pg_proc p on p.oid = t.typoutput where t.oid = any($4::oid[])`,
    [numbers(['funcid', 'aggfnoid', 'winfnoid']), numbers(['opno', 'opnos']), casts.map(n => wordOf(n, 'resulttype')).filter(Boolean), casts.map(n => typeOf(n.fields['arg']?.[0])).filter(Boolean)])
  const known = new Map(rows.map(r => [String(r['key']), { name: String(r['name']), volatility: r['volatility'] as Volatility }]))
  const behind = (node: Node) => {
    const keys = node.type === 'COERCEVIAIO' ? [`i${wordOf(node, 'resulttype')}`, `t${typeOf(node.fields['arg']?.[0])}`]
      : [...['funcid', 'aggfnoid', 'winfnoid'].map(f => `f${wordOf(node, f)}`), ...['opno', 'opnos'].flatMap(f => (node.fields[f] ?? []).flat(2).map(v => `o${String(v)}`))]
    return keys.flatMap(key => known.get(key) ?? [])
  }
  return {
    of(node) {
      if (node.type === 'NEXTVALUEEXPR') return 'v'
      if (node.type === 'SQLVALUEFUNCTION') return 's'
      const found = behind(node).map(f => f.volatility)
      return found.includes('v') ? 'v' : found.includes('s') ? 's' : 'i'
    },
    name: node => behind(node).find(f => f.volatility !== 'i')?.name ?? node.type.toLowerCase(),
  }
}

/** One writing query: what its own clauses call. What stands in a query below is planned by itself. */
function refusedOf(query: Node, functions: Functions): string[] {
  const command = Number(wordOf(query, 'commandType'))
  const [set, where, returning] = [query.fields['targetList'], (query.fields['jointree']?.[0] as Node | undefined)?.fields['quals'], query.fields['returningList']]
  const conflict = query.fields['onConflict']?.find(isNode)
  const mutable = (value: Value | undefined, clause: string, from: Volatility[] = ['s', 'v']) => [...nodesIn(value)].filter(n => from.includes(functions.of(n))).map(n => `${functions.name(n)} in ${clause}`)
  if (command === 5) return ['merge']
  const all = [...mutable(returning, 'returning'), ...(conflict ? [...mutable(conflict.fields['onConflictSet'], 'do update set'), ...mutable(conflict.fields['onConflictWhere'], 'do update where')] : [])]
  if (command === 3) {
    const values = [...nodesIn(query.fields['rtable'], n => n.type !== 'QUERY')].filter(n => n.type === 'RANGETBLENTRY' || n.type === 'RTE').flatMap(n => n.fields['values_lists'] ?? [])
    return [...all, ...([...nodesIn([set ?? [], values], n => n.type !== 'QUERY')].some(n => n.type === 'SUBLINK') ? ['a subquery in values'] : [])]
  }
  return [...all, ...(['update', 'where'] as const).flatMap((clause, i) => {
    const value = [command === 2 ? set : undefined, where][i]
    return [...mutable(value, clause, ['v']), ...overColumns(value, functions, clause)]
  })]
}

/**
 * What is inserted may be read from a table, and a function may not be IMMUTABLE, but not both: the node is sent "and ( is not null)", a syntax error
 * (seen in 13.2.2; the place is the same in the source of 14 and 15). Let a WITH read the table and the INSERT read the WITH. A table that counts by itself goes another way.
 */
async function fromTables(client: Asking, tree: Value, writes: readonly Node[], functions: Functions): Promise<string[]> {
  const changing = [...nodesIn(tree)].find(n => functions.of(n) !== 'i')
  const entries = (query: Node) => ((query.fields['rtable']?.[0] ?? []) as Value[]).filter(isNode)
  const isTable = (n: Node) => n.type !== 'QUERY' && wordOf(n, 'rtekind') === '0'
  const reading = writes.filter(query => wordOf(query, 'commandType') === '3' && [...nodesIn(entries(query).filter(e => wordOf(e, 'rtekind') === '1'), n => n.type !== 'COMMONTABLEEXPR')].some(isTable))
  if (!changing || !reading.length) return []
  const into = reading.map(query => wordOf(entries(query)[Number(wordOf(query, 'resultRelation')) - 1]!, 'relid'))
  const { rows } = await client.query(`select distinct attrelid::text as relid from pg_attribute where attrelid = any($1::oid[]) and attidentity <> ''`, [into])
  return into.filter(relid => !rows.some(r => r['relid'] === relid)).map(() => `${functions.name(changing)} beside an insert from a table`)
}

/** STABLE functions may not see a column, nor stand within CASE or COALESCE at all. */
function overColumns(value: Value | undefined, functions: Functions, clause: string): string[] {
  const own = (node: Node) => node.type !== 'QUERY'
  return [...nodesIn(value, own)].flatMap(node => {
    if (/^(COALESCE|CASE)(EXPR)?$/.test(node.type)) return [...nodesIn([node])].filter(n => functions.of(n) !== 'i').map(n => `${functions.name(n)} in ${node.type.toLowerCase().replace('expr', '')} in ${clause}`)
    return functions.of(node) === 's' && [...nodesIn([node], own)].some(n => n.type === 'VAR') ? [`${functions.name(node)} over a column in ${clause}`] : []
  })
}

/** A view of the server beside a table of the company: the node is asked, whose passwords and connections an ordinary role does not see. */
async function isMixed(client: Asking, tree: Value): Promise<boolean> {
  const { rows } = await client.query('select distinct c.relnamespace = \'pg_catalog\'::regnamespace as is_server from pg_class c where c.oid = any($1::oid[])', [relationsIn(tree)])
  return rows.length > 1
}
const relationsIn = (value: Value) => [...nodesIn(value)].map(n => wordOf(n, 'relid')).filter(relid => /^[1-9]\d*$/.test(relid))

/** The tables of a statement: of one company, and no view that is written through. */
async function placesOf(client: Asking, tree: Value, writes: readonly Node[]): Promise<string[]> {
  const targets = writes.flatMap(query => { const at = Number(wordOf(query, 'resultRelation')); const entry = (query.fields['rtable']?.[0] as Value[] | undefined)?.[at - 1]; return isNode(entry) ? [wordOf(entry, 'relid')] : [] })
  const { rows } = await client.query(`select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relkind as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any($1::oid[]) and n.nspname !~ '^(pg_|information_schema)'`, [relationsIn(tree)])
  const schemas = [...new Set(rows.map(r => r['schema']))]
  return [...(schemas.length > 1 ? [`over the schemas ${schemas.sort().join(' and ')}`] : []), ...rows.filter(r => r['kind'] !== 'r' && r['kind'] !== 'p' && targets.includes(String(r['oid']))).map(r => `${String(r['name'])} is written through a view`)]
}

/** What would be refused of the statements of a migration, each as it is sent. */
export function refusedMigration(text: string): string[] {
  return statementsOf(text).flatMap(({ line, text: statement }) => {
    const bare = statement.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''").replace(/\s+/g, ' ').toLowerCase()
    const alter = /^alter table (?:only )?(?:if exists )?\S+ (.*)$/.exec(bare)?.[1]
    const actions = alter ? splitActions(alter) : []
    return [
      ...(/^create (or replace )?(constraint )?trigger\b/.test(bare) ? ['a trigger'] : []), ...(/^create (or replace )?rule\b/.test(bare) ? ['a rule'] : []),
      ...(/\bunlogged\b/.test(bare) ? ['an unlogged table'] : []), ...(/\) ?inherits ?\(/.test(bare) ? ['inherits'] : []),
      ...(/\b(small)?serial\b|\b(int|integer|int4|smallint) generated\b/.test(bare) ? ['a number of 32 bits that counts by itself'] : []),
      ...(actions.length > 1 && actions.some(a => /^add (constraint|primary key|unique|foreign key|check)\b/.test(a)) ? ['a constraint added beside another action'] : []),
      ...(actions.some(a => isColumn(a) && (/\bcheck ?\(/.test(a) || (actions.length > 1 && /\b(references|unique|primary key)\b/.test(a)))) ? ['a column added with its constraint'] : []),
      ...(actions.some(a => /^rename constraint\b/.test(a)) ? ['a constraint is renamed'] : []),
      ...(actions.some(a => /^add (column )?.*(\bgenerated (always|by default) as identity|serial\b|nextval)/.test(a)) ? ['a column that counts by itself is added'] : []),
      ...(actions.some(a => /^detach partition .* concurrently/.test(a)) ? ['detach concurrently'] : []),
      ...(/^create (table|index|view|materialized view) .*\b(create|alter|drop) (table|index)\b/.test(bare) ? ['several commands in one step'] : []),
    ].map(what => `line ${line}: ${what}`)
  })
}

const isColumn = (action: string) => /^add (?!constraint|primary|unique|foreign|check|exclude)/.test(action)

function splitActions(text: string): string[] {
  const actions = ['']
  let depth = 0
  for (const sign of text) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
    if (sign === ',' && depth === 0) actions.push('')
    else actions[actions.length - 1] += sign
  }
  return actions.map(a => a.trim())
}

/** What a company's schema has that a cluster would refuse, as the catalogue says after all migrations. */
export async function refusedSchema(client: Asking, schema: string): Promise<string[]> {
  const { rows } = await client.query(`
    with own as (select c.oid, c.relname, c.relkind, c.relpersistence, c.relispartition from pg_class c where c.relnamespace = $1::regnamespace)
    select c.relname || ' has no primary key' as what from own c where c.relkind in ('r', 'p') and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
    union all select c.relname || ' is unlogged' from own c where c.relpersistence = 'u'
    union all select c.relname || ' has the trigger ' || t.tgname from pg_trigger t join own c on c.oid = t.tgrelid where not t.tgisinternal
    union all select c.relname || ' has the rule ' || r.rulename from pg_rewrite r join own c on c.oid = r.ev_class where r.rulename <> '_RETURN'
    union all select c.relname || ' inherits' from pg_inherits i join own c on c.oid = i.inhrelid where not c.relispartition
    union all select c.relname || ' is divided twice' from own c where c.relkind = 'p' and c.relispartition
    union all select c.relname || '.' || a.attname || ' counts by itself in ' || format_type(a.atttypid, null) from pg_attribute a join own c on c.oid = a.attrelid where a.attidentity <> '' and a.atttypid <> 'bigint'::regtype
    union all select c.relname || ' points out of its schema (' || f.conname || ')' from pg_constraint f join own c on c.oid = f.conrelid where f.contype = 'f' and not exists (select from own o where o.oid = f.confrelid)
    union all select c.relname || ' has the deferred constraint ' || f.conname from pg_constraint f join own c on c.oid = f.conrelid where f.condeferrable
    union all select c.relname || ' has row-level security' from pg_class c where c.relnamespace = $1::regnamespace and c.relrowsecurity
    order by 1`, [schema])
  return rows.map(r => String(r['what']))
}
