import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** The empty company `demo`; and the same with the demo's staff, products and stock, for to make them takes longer than most tests. */
export const templates = { empty: 'danliu_template', furnished: 'danliu_template_furnished' } as const

/** A database of one's own with the company `demo`, cloned from a template; one per test file. */
export async function freshDatabase(template: keyof typeof templates = 'empty'): Promise<{ url: string; drop(): Promise<void> }> {
  const { url, admin, owner } = testServer()
  const name = `danliu_test_${randomBytes(6).toString('hex')}`
  await tell(admin, `create database ${name} template ${templates[template]} strategy file_copy owner ${owner}`)
  return { url: onDatabase(url, name), drop: () => tell(admin, `drop database if exists ${name} with (force)`) }
}

export interface TestServer { url: string; admin: string; owner: string }
/** The server of this worker as the house's own role sees it, and as its administrator, who makes databases; with a server from outside both are one. */
export function testServer(): TestServer {
  const servers = JSON.parse(process.env['DANLIU_TEST_SERVERS'] ?? '[]') as TestServer[]
  const mine = servers[(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % servers.length]
  if (!mine) throw new Error('no test server: run the tests through vitest, whose globalSetup starts it')
  return mine
}

/** The same address with another database; text, because a socket's address is no URL to the URL class. */
export const onDatabase = (url: string, name: string): string =>
  url.replace(/^(\w+:\/\/[^/]*)(\/[^?]*)?/, (_, server: string) => `${server}/${name}`)

async function tell(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try { await client.query(statement) } finally { await client.end() }
}
