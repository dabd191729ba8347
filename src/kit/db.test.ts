import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { isSlow, openDb, patience, type CompanyDb } from './db.ts'
import { sql } from './sql.ts'

let db: CompanyDb, hurried: CompanyDb
let drop = async () => {}
const lost: string[] = []
beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo', connections: 4 })
  hurried = openDb({ url: fresh.url, schema: 'demo', connections: 2, patience: { statementMs: 150, lockMs: 100, idleMs: 120 }, onError: error => lost.push(error.message) })
  hurried.pool.on('connect', client => { client.on('error', error => { lost.push(error.message) }) })
  await db.rows(sql`create table slow (id int primary key, word text)`)
  await db.rows(sql`insert into slow values (1, 'as it was')`)
})
afterAll(async () => { await hurried.end(); await db.end(); await drop() })

const fault = async (what: Promise<unknown>) => what.then(() => undefined, (error: { code?: string }) => ({ code: error.code, slow: isSlow(error) }))
const word = async () => (await db.rows<{ word: string }>(sql`select word from slow where id = 1`))[0]?.word

test('K12: every connection has a limit for a statement, a lock and an idle transaction', async () => {
  const [set] = await db.rows(sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`)
  expect(set).toEqual({ statement: `${patience.statementMs / 60_000}min`, lock: `${patience.lockMs / 1000}s`, idle: `${patience.idleMs / 60_000}min` })
})

test('K12: a statement that runs too long is ended, its transaction with it, and the connection goes on', async () => {
  expect(await fault(hurried.transaction(async tx => { await tx.rows(sql`update slow set word = 'half'`); await tx.rows(sql`select pg_sleep(5)`) }))).toEqual({ code: '57014', slow: true })
  expect(await word()).toBe('as it was')
  expect(await hurried.rows(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('K12: who waits too long for a lock is told so; the one that holds it is not disturbed', async () => {
  await db.transaction(async tx => {
    await tx.rows(sql`update slow set word = 'held' where id = 1`)
    expect(await fault(hurried.rows(sql`update slow set word = 'waited' where id = 1`))).toEqual({ code: '55P03', slow: true })
  })
  expect(await word()).toBe('held')
})

test('K12: a transaction that lies idle loses its connection and its locks; the pool opens another', async () => {
  const idle = fault(hurried.transaction(async tx => {
    await tx.rows(sql`update slow set word = 'forgotten' where id = 1`)
    await new Promise(rest => setTimeout(rest, 400))
    await tx.rows(sql`select 1`)
  }))
  // What it held is free as soon as the limit is over, while it still dreams.
  await new Promise(rest => setTimeout(rest, 200))
  await db.rows(sql`update slow set word = 'free' where id = 1`)
  expect(await idle).toBeDefined()
  expect(lost.join()).toMatch(/idle-in-transaction timeout|Connection terminated/)
  expect(await word()).toBe('free')
  expect(await hurried.rows(sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('K12: a server that stands still and does not even answer a rollback holds nobody; the line to it is given up', async ({ skip }) => {
  const impatient = openDb({ url: db.pool.options.connectionString!, schema: 'demo', connections: 1, patience: { rollbackMs: 200 } })
  impatient.pool.on('connect', client => { client.on('error', () => {}) })
  let pid = 0
  try {
    await expect(impatient.transaction(async tx => {
      await tx.rows(sql`update slow set word = 'stuck' where id = 1`)
      pid = (await tx.rows<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]!.pid // one row always
      try { process.kill(pid, 'SIGSTOP') } catch { pid = 0 }
      throw new Error('no')
    })).rejects.toThrow('no')
    skip(pid === 0, 'the server is another machine, or another user')
    expect(await impatient.rows(sql`select 1 as one`)).toEqual([{ one: 1 }]) // over another line, for there is but one place
  } finally { if (pid) process.kill(pid, 'SIGCONT') }
  await db.rows(sql`update slow set word = 'free' where id = 1`)
  expect(await word()).toBe('free')
  await impatient.end()
}, 20_000)

test('R15: who is refused in the moment in which a move is taken back asks once more, and no more than once', async () => {
  let asked = 0
  const whereTo = async () => { asked++; await db.rows(sql`create table if not exists back (id int)`); return undefined }
  const away = openDb({ url: db.pool.options.connectionString!, schema: 'demo', connections: 2, whereTo })
  try {
    expect(await away.rows(sql`select * from back`)).toEqual([])
    await db.rows(sql`drop table back`)
    expect(await away.transaction(tx => tx.rows(sql`select * from back`))).toEqual([])
    expect(asked).toBe(2)
    expect(await fault(away.rows(sql`select * from nowhere`))).toEqual({ code: '42P01', slow: false })
    expect(await fault(away.transaction(tx => tx.rows(sql`select * from nowhere`)))).toEqual({ code: '42P01', slow: false })
    expect(asked).toBe(6)
  } finally { await away.end() }
})
