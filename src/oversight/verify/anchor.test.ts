import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { record } from '#kit/events.ts'
import { sql, type Sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { anchorLog, checkAnchors } from './anchor.actions.ts'
import { sealLog } from './seal.actions.ts'
import { verify } from './actions.ts'

let house: TestHouse, home: string, file: string
const before = { ...process.env }
beforeAll(async () => {
  house = await openHouse({ orders: 30 })
  await house.settle()
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-anchor-'))
  process.env.DANLIU_ANCHORS = path.join(home, 'outside')
  file = path.join(home, 'outside', 'demo.jsonl')
})
afterAll(async () => {
  for (const name of ['DANLIU_ANCHORS', 'DANLIU_SMTP', 'DANLIU_ANCHOR_MAIL']) if (before[name] === undefined) delete process.env[name]
  await house?.close()
  fs.rmSync(home, { recursive: true, force: true })
})

const anchor = () => { const { company: c } = house; return anchorLog({ db: c.db, company: c.company, now: c.now, act: what => c.act(system, what) }, home, last => last === undefined || c.now().getTime() - last.getTime() > 1000) }
const later = () => new Promise(done => setTimeout(done, 1100))

/** A server that takes mail, as little as SMTP needs. */
function postOffice(refuses = false) {
  const mails: string[] = []
  const server = net.createServer(socket => {
    socket.on('error', () => {})
    socket.write('220 here\r\n')
    let text = '', writing = false
    socket.on('data', piece => {
      text += piece.toString()
      for (;;) {
        const end = writing ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n')
        if (end < 0) return
        const line = text.slice(0, end)
        text = text.slice(end + (writing ? 5 : 2))
        if (writing) { mails.push(line); writing = false; socket.write('250 taken\r\n'); continue }
        if (/^EHLO/i.test(line)) socket.write('250 here\r\n')
        else if (/^DATA/i.test(line)) { writing = true; socket.write('354 go on\r\n') }
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write(refuses && /^RCPT/i.test(line) ? '550 nobody here\r\n' : '250 ok\r\n')
      }
    })
  })
  return new Promise<{ mails: string[]; url: string; close(): void }>(done => {
    server.listen(0, '127.0.0.1', () => { done({ mails, url: `smtp://127.0.0.1:${(server.address() as net.AddressInfo).port}?ignoreTLS=true`, close: () => { server.close() } }) })
  })
}

test('S19: the role of the house cannot change or take out a line of the log, or a seal', async () => {
  const { db } = house.company
  for (const statement of [sql`update event set actor = 'x' where number = 1`, sql`delete from event where number = 1`, sql`truncate event`, sql`update seal set events = 1 where id = 1`, sql`delete from seal where id = 1`])
    await expect(db.rows(statement)).rejects.toThrow(/permission denied for table (event|seal)/)
})

test('IT-2: the head of the log goes outside once a day, into a file and by mail; a mail that fails is sent again and no line twice', async () => {
  const full = await postOffice(true)
  process.env.DANLIU_SMTP = full.url
  process.env.DANLIU_ANCHOR_MAIL = 'boss@example.com'
  await expect(anchor()).rejects.toThrow(/550|rejected/)
  full.close()
  const office = await postOffice()
  process.env.DANLIU_SMTP = office.url
  expect(await anchor()).toBe(true)
  expect(await anchor()).toBe(false)
  office.close()
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(1)
  expect(office.mails).toHaveLength(1)
  expect(office.mails[0]).toContain('To: boss@example.com')
  // Quoted-printable breaks lines and writes = as =3D.
  expect(office.mails[0]!.replace(/=\r\n/g, '').replace(/=3D/g, '=')).toContain(lines[0]!)
  expect(await checkAnchors(house.company.db, 'demo', file)).toMatchObject({ ok: true, counted: 1 })
  delete process.env.DANLIU_SMTP
  delete process.env.DANLIU_ANCHOR_MAIL
})

test('S19: verify finds a line updated, deleted, re-ordered, and a tail cut off; the last only the anchor outside can tell', async () => {
  await later()
  while (await house.company.act(system, work => sealLog(work)) > 0);
  await anchor()
  const { db, vault } = house.company
  // Somebody who owns the database takes the right back; each attempt is undone.
  const broken = async (...statements: Sql[]) => db.rehearse(async tx => {
    await tx.rows(sql`grant update, delete on event, seal to current_user`)
    for (const statement of statements) await tx.rows(statement)
    const within = { ...db, transaction: <T>(what: (inner: typeof tx) => Promise<T>) => what({ rows: async s => (s.text.startsWith('set transaction') ? [] : tx.rows(s)) }) }
    return { seals: (await verify(within, { vault })).checks.find(c => c.name.startsWith('O6 the log is'))!.ok, anchors: (await checkAnchors(tx, 'demo', file))!.ok }
  })
  expect(await broken()).toEqual({ seals: true, anchors: true })
  expect(await broken(sql`update event set facts = '{"totalFen": 1}' where number = 5`)).toMatchObject({ seals: false })
  expect(await broken(sql`delete from event where number = 5`)).toEqual({ seals: false, anchors: false })
  expect(await broken(sql`update event set kind = case number when 5 then (select kind from event where number = 6) else (select kind from event where number = 5) end, facts = case number when 5 then (select facts from event where number = 6) else (select facts from event where number = 5) end where number in (5, 6)`)).toMatchObject({ seals: false })
  // The end of the log with its seals: what is left is in itself whole.
  expect(await broken(sql`delete from event where (tx, number) > (select tx, number from seal order by id limit 1)`, sql`delete from seal where id > (select min(id) from seal)`)).toEqual({ seals: true, anchors: false })
  // A whole seal with all of its lines: each of the others is what it was, and only that every mark is made of the one before tells.
  for (let n = 0; n < 3;) {
    await house.company.act(system, work => record(work, [1, 2, 3].map(id => ({ subject: 'company', id, kind: 'company.note' }))))
    n += Math.sign(await house.company.act(system, work => sealLog(work, 3)))
  }
  expect(await broken(sql`
    delete from event where (tx, number) > (select tx, number from seal order by id desc offset 2 limit 1) and (tx, number) <= (select tx, number from seal order by id desc offset 1 limit 1)`,
    sql`delete from seal where id = (select id from seal order by id desc offset 1 limit 1)`)).toMatchObject({ seals: false })
  // A restore that cut it back says so itself.
  expect(await broken(sql`delete from event where (tx, number) > (select tx, number from seal order by id limit 1)`, sql`delete from seal where id > (select min(id) from seal)`,
    sql`insert into event (at, actor_id, actor, subject, subject_id, kind) values (now(), 0, 'system', 'company', 0, 'company.restore')`)).toMatchObject({ anchors: true })
})
