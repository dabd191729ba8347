import { NoServer } from './identity.ts'
import { port } from './place.ts'

interface Door { host: string; password: string }

/** Once a home: whoever starts it later finds out by connecting. */
export async function prepareDatabase(door: Door) {
  try { await ask(door, 'danliu') } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '3D000')) throw error
    await ask(door, 'postgres', 'create database danliu')
  }
}

export const answers = (door: Door) => ask(door, 'postgres').then(() => true, () => false)

async function ask({ host, password }: Door, database: string, ...statements: string[]) {
  // The driver is read in while the server comes up.
  const { default: pg } = await import('pg')
  const client = new pg.Client({ host, port, user: 'danliu', password, database })
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
