import { NoServer } from './identity.ts'
import { port } from './place.ts'

/** As the administrator, who alone has made the server. */
interface Door { host: string; password: string }

export const administrator = 'danliu'
/** The house's own role: it owns its database and is nobody on the server, so that a statement that slips in reads no file, runs no program and skips no constraint (B7). */
export const housekeeper = 'danliu_app'

/** Once a home: whoever starts it later finds out by connecting. A home in which the administrator did everything is given over. */
export async function prepareDatabase(door: Door, password: string) {
  const role = [`do $$ begin if not exists (select from pg_roles where rolname = '${housekeeper}') then create role ${housekeeper}; end if; end $$`,
    `alter role ${housekeeper} login nosuperuser nocreatedb nocreaterole noreplication password '${password}'`]
  try { await ask(door, 'danliu', ...role, `alter database danliu owner to ${housekeeper}`, giveOver) } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '3D000')) throw error
    // Copied as files: a server that has just been made has next to nothing to write out first, and its log need not carry the template.
    await ask(door, 'postgres', ...role, `create database danliu owner ${housekeeper} strategy file_copy`)
  }
}

/** Schemas of companies with their tables; the sequences of these go with them. */
const giveOver = `do $$ declare act text; begin
  for act in
    select format('alter schema %I owner to ${housekeeper}', nspname) from pg_namespace where nspowner = '${administrator}'::regrole and nspname !~ '^(pg_|information_schema$|public$)'
    union all select format('alter table %s owner to ${housekeeper}', c.oid::regclass) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relowner = '${administrator}'::regrole and c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$)'
  loop execute act; end loop; end $$`

export const answers = (door: Door) => ask(door, 'postgres').then(() => true, () => false)

async function ask({ host, password }: Door, database: string, ...statements: string[]) {
  // The driver is read in while the server comes up.
  const { default: pg } = await import('pg')
  const client = new pg.Client({ host, port, user: administrator, password, database })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows: [server] } = await client.query('show server_encoding')
    if (server.server_encoding !== 'UTF8') throw new NoServer(`the database is encoded in ${server.server_encoding}, not UTF8: export it and import it into a new home`)
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end().catch(() => {})
  }
}
