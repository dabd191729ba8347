import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { root } from '#kit/root.ts'
import { sql } from '#kit/sql.ts'
import { freshDatabase, onDatabase, testServer } from '../../../test/database.ts'
import type { Side } from './copy.ts'
import { giveUp, moveCompany } from './move.ts'
import { noteIn } from './note.ts'

let place = '', db: CompanyDb
const drops: (() => Promise<void>)[] = [], sides: Side[] = []
beforeAll(async () => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-note-'))
  for (const name of ['one', 'two']) {
    const { url, drop } = await freshDatabase()
    drops.push(drop)
    sides.push({ home: path.join(place, name), adminUrl: onDatabase(testServer().admin, /\/(danliu_test_\w+)/.exec(url)![1]!), owner: testServer().owner })
    db ??= openDb({ url, schema: 'demo' })
  }
})
afterAll(async () => { await db?.end(); for (const drop of drops) await drop(); fs.rmSync(place, { recursive: true, force: true }) })

/** As the first program that carried companies wrote it down: it did not count the events of the copy. */
const older = (stage: string) => ({ company: 'demo', to: sides[1]!.home, stage, horizon: '700', since: '2026-11-01T00:00:00.000Z' })
const noteFile = () => path.join(sides[0]!.home, 'moved/demo.json')
const lay = (note: object) => { fs.mkdirSync(path.dirname(noteFile()), { recursive: true }); fs.writeFileSync(noteFile(), JSON.stringify(note)) }
const way = () => ({ company: 'demo', from: sides[0]!, to: sides[1]!, migrations: path.join(root, 'migrations') })

test.each(['following', 'switching'])('R15: a move that an older program left at "%s" is refused with what to do, changes nothing, and is taken back', async stage => {
  lay(older(stage))
  const steps: string[] = []
  await expect(moveCompany({ ...way(), between: async step => { steps.push(step) } })).rejects.toThrow('the move of demo was begun by an older program: take it back with --abort and begin it again')
  expect([steps, noteIn(sides[0]!.home, 'demo')]).toEqual([[], older(stage)])
  expect(await db.rows(sql`insert into event_reader (name) values (${stage}) returning name`)).toEqual([{ name: stage }])
  await giveUp(way())
  expect(noteIn(sides[0]!.home, 'demo')).toBeUndefined()
  expect(await db.rows(sql`delete from event_reader where name = ${stage} returning name`)).toEqual([{ name: stage }])
})

test('R15: a company that an older program carried away is known to live there', async () => {
  lay(older('moved'))
  await expect(moveCompany(way())).rejects.toThrow(`company demo lives in ${sides[1]!.home} already`)
  await expect(giveUp(way())).rejects.toThrow('move it back from there')
})
