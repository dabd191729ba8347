import { randomBytes } from 'node:crypto'
import pg from 'pg'

export const templateName = 'danliu_template'

/** A database of one's own with the empty company `demo`, cloned from the template; one per test file. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { url, admin, owner } = testServer()
  const name = `danliu_test_${randomBytes(6).toString('hex')}`
  await tell(admin, `create database ${name} template ${templateName} strategy file_copy owner ${owner}`)
  return { url: onDatabase(url, name), drop: () => tell(admin, `drop database if exists ${name} with (force)`) }
}

/** The server as the house's own role sees it, and as its administrator, who makes databases; with a server from outside both are one. */
export function testServer(): { url: string; admin: string; owner: string } {
  const given = process.env['DANLIU_TEST_SERVER']
  if (!given) throw new Error('no test server: run the tests through vitest, whose globalSetup starts it')
  return JSON.parse(given) as { url: string; admin: string; owner: string }
}

/** The same address with another database; text, because a socket's address is no URL to the URL class. */
export const onDatabase = (url: string, name: string): string =>
  url.replace(/^(\w+:\/\/[^/]*)(\/[^?]*)?/, (_, server: string) => `${server}/${name}`)

async function tell(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try { await client.query(statement) } finally { await client.end() }
}
