import pg from 'pg'

/** The companies of a server: schemas that our migrations have made. One that was carried to another server is closed to us and none any more. */
export async function companiesOn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(`select n.nspname as name from pg_namespace n join pg_class c on c.relnamespace = n.oid and c.relname = 'migration' and c.relkind = 'r' where n.nspname ~ '^[a-z][a-z0-9_]{0,40}$' and has_schema_privilege(n.oid, 'usage') order by n.nspname limit 10000`)
    return rows.map(row => String(row.name))
  } finally { await client.end() }
}
