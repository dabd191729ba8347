import fs from 'node:fs'
import path from 'node:path'
import { backupKeyOf } from '#kit/backup/key.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import { basesOn, shelfIn } from '#kit/backup/shelf.ts'
import { othersSince, rekey, resealNext, resealState, sealedBy, searchGeneration } from '#kit/reseal.ts'
import { nextGeneration, readSecrets, remainsOf, replaceSecrets, type Generation } from '#kit/secrets.ts'
import { system } from '#kit/work.ts'
import { shelfNumber } from '#oversight/backups/actions.ts'
import type { Company } from '#company.ts'
import { each } from './every.ts'
import { withOpen } from './open.ts'
import type { Options } from './options.ts'

const fileIn = (home: string) => {
  if (process.env.DANLIU_KEY) throw new Error('the key comes from DANLIU_KEY: write the generations there yourself, one a line ("1 <64 digits>", "2 <64 digits>"), and start every process anew')
  return path.join(home, 'secret.key')
}
const read = (file: string) => readSecrets(fs.readFileSync(file, 'utf8'), file)

/** Generations, and how many rows of each company each of them has sealed. */
export const listKeys = (options: Options): Promise<void> => withOpen(options, async opened => {
  const all = read(fileIn(opened.home))
  const companies = await each(opened, async c => ({ company: c.company, search: await searchGeneration(c.db), sealed: await sealedBy(c.db), state: await resealState(c.db) }))
  if (options.json) { console.log(JSON.stringify({ generations: all.map(g => ({ version: g.version, destroyed: !g.secret })), companies })); return }
  for (const g of all) console.log(`generation ${g.version}: ${g.secret ? (g.version === all.length ? 'seals' : 'opens what it sealed') : 'destroyed'}`)
  for (const c of companies) {
    const rows = Map.groupBy(c.sealed, s => s.version)
    console.log(`${c.company}: ${[...rows].toSorted(([a], [b]) => a - b).map(([version, of]) => `${rowsIn(of)} sealed by ${version}`).join(', ') || 'nothing sealed'}; search keys of generation ${c.search}`)
  }
})

/** Answers kept for a repeat go by themselves within a day; everything else is sealed anew. */
const answers = 'answers'
function rowsIn(of: readonly { place: string; rows: number }[]): string {
  const count = (kept: boolean) => of.filter(s => (s.place === answers) === kept).reduce((n, s) => n + s.rows, 0)
  const say = (n: number, word: string) => n > 0 && `${n} ${word}${n === 1 ? '' : 's'}`
  return [say(count(false), 'row'), say(count(true), 'kept answer')].filter(Boolean).join(' and ')
}

/** A new generation: it seals from now on, in every process within a second; the timetable seals the rest anew. */
export const rotateKeys = (options: Options, { wait = false }: { wait?: boolean }): Promise<void> => withOpen(options, async opened => {
  const file = fileIn(opened.home)
  const all = read(file)
  const made = nextGeneration(all)
  replaceSecrets(file, [...all, made])
  console.log(`generation ${made.version} seals from now on. Keep a copy of ${file} where you keep such things: backups made from now on open only with it`)
  if (!wait) { console.log('the house seals the rest anew while it works: ./danliu keys list'); return }
  for (const { company, rows } of await each(opened, async c => ({ company: c.company, rows: await resealAll(c) }))) console.log(`${company}: ${rows} rows looked at, all sealed by ${made.version}; answers kept for a repeat go by themselves within a day`)
})
async function resealAll(company: Company): Promise<number> {
  for (let rows = 0; ;) {
    const went = await company.act(system, work => resealNext(work))
    if (went === 0) return rows
    rows += went - 1
  }
}

/** The search keys go over too, while the house stands still: in one transaction two alike stay alike. */
export const searchAnew = (options: Options): Promise<void> => withOpen(options, async opened => {
  const began = new Date()
  for (const { company, rows } of await each(opened, async c => {
    if (await othersSince(c.db, began) > 0) throw new Error('the house is at work: stop every process of it first, this takes minutes and lets nobody in')
    return { company: c.company, rows: await c.act(system, work => rekey(work)) }
  })) console.log(`${company}: ${rows} rows are found by keys of the newest generation`)
})

/** Takes a generation away for good, once nothing that lives needs it. */
export const destroyKey = (options: Options, version: number, { yes = false }: { yes?: boolean }): Promise<void> => withOpen(options, async opened => {
  const file = fileIn(opened.home)
  const all = read(file)
  if (!Number.isInteger(version)) throw new Error('say which generation, by its number: ./danliu keys list')
  const of = all[version - 1]
  if (!of?.secret || version === all.length) throw new Error(`generation ${version} is ${!of ? 'not there' : of.secret ? 'the one that seals' : 'destroyed already'}`)
  const companies = await each(opened, async c => ({ name: c.company, rows: rowsIn((await sealedBy(c.db)).filter(s => s.version === version)), search: await searchGeneration(c.db), shelf: shelfIn(locationsOf(opened.home).first, await shelfNumber(c.db)) }))
  const still = companies.filter(c => c.rows !== '')
  if (still.length) throw new Error(`${still.map(c => `${c.name} has ${c.rows}`).join(', ')} that only generation ${version} opens. Rows are sealed anew while the house works, answers are gone within a day: ./danliu keys list`)
  const backups = new Set(companies.map(c => c.shelf)), id = backupKeyOf(of.secret).id
  const sealed = [...backups].flatMap(basesOn).filter(base => base.key === id).length
  if (!yes) throw new Error(`${sealed} backups, and every export of that time, open only with generation ${version}. Keep a copy of ${file} in a safe (--key FILE opens them), then say --yes`)
  replaceSecrets(file, all.map((g): Generation => (g.version === version ? { version, secret: undefined, remains: new Map(companies.map(c => [c.name, remainsOf(of.secret!, c.name)])) } : g)))
  console.log(`generation ${version} is gone. What stays of it checks old seals of the log and opens nothing`)
  const found = companies.filter(c => c.search <= version).map(c => c.name)
  if (found.length) console.log(`${found.join(', ')}: who has that generation can still look for a phone or a name they know. Stop the house and say: ./danliu keys search`)
})
