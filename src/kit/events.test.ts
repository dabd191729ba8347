import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { nextEvents } from '#kit/events.ts'
import { sql } from '#kit/sql.ts'
import { freshDatabase } from '../../test/database.ts'

let db: CompanyDb
let drop = async () => {}
beforeAll(async () => { const fresh = await freshDatabase(); ({ drop } = fresh); db = openDb({ url: fresh.url, schema: 'demo' }); await db.rows(sql`grant delete on event to current_user`) })
afterAll(async () => { await db.end(); await drop() })

test('a reader gets every event once, in the order of transactions, also where their numbers gain a digit', async () => {
  await db.rows(sql`delete from event`)
  const [oldest] = await db.rows<{ tx: number }>(sql`select txid_snapshot_xmin(txid_current_snapshot()) as tx`)
  // Transactions that have ended long ago; each writes two events.
  const txs = [9, 10, 11, 98, 99, 100, 101].filter(tx => tx < oldest!.tx)
  await db.rows(sql`insert into event (tx, at, actor_id, actor, subject, subject_id, kind)
    select t.tx::text::xid8, now(), 0, 'system', 'company', t.tx, 'company.test' from unnest(${txs.flatMap(tx => [tx, tx])}::bigint[]) as t(tx)`)
  const read: number[] = []
  for (let turn = 0; turn < 10; turn++) read.push(...(await db.transaction(tx => nextEvents(tx, 'test', 3))).events.map(e => e.id))
  expect(txs).toHaveLength(7)
  expect(read).toEqual(txs.flatMap(tx => [tx, tx]))
})

test('a reader that wants some kinds goes past the others', async () => {
  await db.rows(sql`delete from event`)
  await db.rows(sql`insert into event (tx, at, actor_id, actor, subject, subject_id, kind)
    select '3'::xid8, now(), 0, 'system', 'company', n, case when n % 4 = 0 then 'company.wanted' else 'company.other' end from generate_series(1, 10) n`)
  const turns = []
  for (let turn = 0; turn < 4; turn++) turns.push(await db.transaction(tx => nextEvents(tx, 'some', 4, ['company.wanted'])))
  expect(turns.map(t => t.read)).toEqual([4, 4, 2, 0])
  expect(turns.map(t => t.events.map(e => e.id))).toEqual([[4], [8], [], []])
})

test('a reader waits for what a cluster has committed and a node has yet to, and goes past none of it', async ({ skip }) => {
  const [most] = await db.rows<{ max_prepared_transactions: string }>(sql`show max_prepared_transactions`)
  skip(most!.max_prepared_transactions === '0', 'this server prepares no transactions')
  await db.rows(sql`delete from event`)
  const write = (client: { query(text: string): Promise<unknown> }, tx: number) => client.query(`insert into event (tx, at, actor_id, actor, subject, subject_id, kind) values ('${tx}', now(), 0, 'system', 'company', ${tx}, 'company.test')`)
  // As a node stands between the two steps of a commit: the coordinator has ended transaction 5 before it began 6.
  const node = await db.pool.connect()
  await node.query('begin')
  await write(node, 5)
  await node.query(`prepare transaction 'citus_0_1_2_3'`)
  await write(node, 6)
  expect(await db.transaction(tx => nextEvents(tx, 'patient', 10))).toEqual({ read: 0, events: [] })
  await node.query(`commit prepared 'citus_0_1_2_3'`)
  node.release()
  expect((await db.transaction(tx => nextEvents(tx, 'patient', 10))).events.map(e => e.id)).toEqual([5, 6])
})
