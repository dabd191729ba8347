import { randomBytes } from 'node:crypto'
import pg from 'pg'

export const templateName = 'danliu_template'

/** A database of one's own with the empty company `demo`, cloned from the template; one per test file. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['DANLIU_TEST_URL']
  if (!server) throw new Error('no test server: run the tests through vitest, whose globalSetup starts it')
  const name = `danliu_test_${randomBytes(6).toString('hex')}`
  await tell(server, `create database ${name} template ${templateName} strategy file_copy`)
  return { url: onDatabase(server, name), drop: () => tell(server, `drop database if exists ${name} with (force)`) }
}

/** The same address with another database; text, because a socket's address is no URL to the URL class. */
export const onDatabase = (url: string, name: string): string =>
  url.replace(/^(\w+:\/\/[^/]*)(\/[^?]*)?/, (_, server: string) => `${server}/${name}`)

async function tell(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try { await client.query(statement) } finally { await client.end() }
}
