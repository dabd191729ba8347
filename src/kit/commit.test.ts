import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { breaks, isAway, openDb, sqlState, Unknown, type CompanyDb } from './db.ts'
import { sql } from './sql.ts'

let db: CompanyDb
let drop = async () => {}
beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo', connections: 3 })
  db.pool.on('connect', client => { client.on('error', () => {}) })
  // A plain server refuses nothing at the end unless somebody asks it to: here, as a node of a cluster would, or one that dies.
  for (const text of [
    'create table kept (id bigint primary key, how text not null)',
    `create function at_the_end() returns trigger language plpgsql as $$ begin
      if new.how = 'internal' then raise exception 'a node refused' using errcode = 'XX000'; end if;
      if new.how = 'serial' then raise exception 'not serializable' using errcode = '40001'; end if;
      if new.how = 'broken' then raise exception 'broken' using errcode = '23503'; end if;
      if new.how = 'gone' then perform pg_terminate_backend(pg_backend_pid()); end if;
      return null; end $$`,
    'create constraint trigger late after insert on kept deferrable initially deferred for each row execute function at_the_end()',
  ]) await db.pool.query(text)
})
afterAll(async () => { await db.end(); await drop() })

const keep = (id: number, how: string) => db.transaction(tx => tx.rows(sql`insert into kept (id, how) values (${id}, ${how})`))

test('a COMMIT that answers neither yes nor no is told as unknown; one that says what was broken is told as that', async () => {
  await expect(keep(1, 'internal')).rejects.toBeInstanceOf(Unknown)
  await expect(keep(2, 'gone')).rejects.toBeInstanceOf(Unknown)
  const broken = await keep(3, 'broken').catch((error: unknown) => error)
  expect([broken instanceof Unknown, sqlState(broken)]).toEqual([false, '23503'])
  let tries = 0
  const serial = await db.transaction(tx => { tries++; return tx.rows(sql`insert into kept (id, how) values (4, 'serial')`) }).catch((error: unknown) => error)
  expect([sqlState(serial), tries]).toEqual(['40001', 5])
  // The connections are as good as before.
  await keep(5, 'well')
  expect(await db.rows(sql`select id from kept order by id`)).toEqual([{ id: 5 }])
})

test('a broken constraint is known by its field, and by its name in the message where a node of a cluster leaves the fields empty', async () => {
  const error = await keep(5, 'well').catch((e: unknown) => e)
  expect([breaks(error, 'kept_pkey'), breaks(error, 'kept')]).toEqual([true, false])
  const fromNode = Object.assign(new pg.DatabaseError('duplicate key value violates unique constraint "kept_pkey_102085"', 0, 'error'), { code: '23505' })
  expect([breaks(fromNode, 'kept_pkey'), breaks(fromNode, 'kept'), breaks(fromNode, 'other_pkey')]).toEqual([true, false, false])
  expect(breaks(Object.assign(new Error('says "kept_pkey"'), { code: 'XX000' }), 'kept_pkey')).toBe(false)
})

test('a node that cannot be reached is a house that is away', () => {
  expect(['08006', '08001', '57P01'].map(code => isAway(Object.assign(new Error('connection to the remote node failed'), { code })))).toEqual([true, true, true])
  expect(isAway(Object.assign(new Error('no'), { code: 'XX000' }))).toBe(false)
  expect(isAway(Object.assign(new Error('terminating connection due to unexpected postmaster exit'), { code: 'XX000' }))).toBe(true)
  const said = (code: string, message: string) => isAway(Object.assign(new Error(message), { code }))
  const lost = ['connection not open', 'no connection to the server', 'could not receive data from server: Connection reset by peer', 'could not send data to server: Broken pipe', 'SSL connection has been closed unexpectedly', 'could not connect to any active placements']
  expect(lost.filter(message => !said('XX000', message))).toEqual([])
  expect(lost.filter(message => said('42000', message))).toEqual([])
  expect([said('58030', 'failed to COPY to shard 102085 on localhost:5602'), said('58030', 'failed to complete COPY on localhost:5602'), said('58030', 'could not write to file')]).toEqual([true, true, false])
})
