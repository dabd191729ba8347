import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openLog } from '#kit/log.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany, type Company } from '../../src/company.ts'
import { freshDatabase } from '../database.ts'
import { dice } from './place.ts'
import { numbers, saga, type Acknowledged } from './saga.ts'

export interface Pointed { points: number; attempts: number; faults: number; acknowledged: number; seed: number; oracles: number; bad: string[] }

/**
 * R3: the saga of a few orders is lived through by a process that dies at one point; another one goes on where it stopped. The first run dies
 * nowhere and counts the points; then each of them, or a sample by the seed, is a death.
 */
export async function everyPoint({ sample, from = 0, to = Infinity, seed, say = () => {} }: { /** How many points; all where it is not said. */ sample?: number; /** From which to which, for a run in pieces. */ from?: number; to?: number; seed: number; say?: (line: string) => void }): Promise<Pointed> {
  const whole = await dieAt(0)
  if (whole.bad.length || !whole.ended) throw new Error(`the saga by itself: ${whole.bad.join('; ')} ${whole.complained}`)
  const all = Array.from({ length: whole.points.length }, (_, i) => i + 1)
  const random = dice(seed)
  const chosen = sample === undefined ? all.slice(from, to) : all.map(at => [random(), at] as const).sort((a, b) => a[0] - b[0]).slice(0, sample).map(([, at]) => at).sort((a, b) => a - b)
  const done: Pointed = { points: all.length, attempts: 0, faults: 0, acknowledged: 0, seed, oracles: whole.oracles, bad: [] }
  for (const at of chosen) {
    const life = await dieAt(at)
    done.attempts++
    done.acknowledged += life.acknowledged
    if (!life.ended) done.faults++
    const where = `point ${at}, ${life.points.at(-1)}`
    done.bad.push(...life.bad.map(b => `${where}: ${b}`))
    say(`${at}/${all.length} ${life.points.at(-1)}: ${life.ended ? 'was not reached' : 'died'}, ${life.acknowledged} acknowledged, ${life.bad.length ? life.bad.join('; ') : 'all stands'}`)
  }
  return done
}

interface Life { points: string[]; acknowledged: number; ended: boolean; complained: string; oracles: number; bad: string[] }

async function dieAt(at: number): Promise<Life> {
  const { url, drop } = await freshDatabase('furnished')
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-saga-'))
  const before = process.env.DANLIU_HOME
  process.env.DANLIU_HOME = home
  try {
    const bornAt = new Date()
    const { points, acknowledged, ended, complained } = await live({ url, home, at, bornAt })
    if (at === 0 && !ended) throw new Error(`the saga did not end: ${complained}`)
    // Leases of the dead have run out; who comes after him goes on.
    const company = await openCompany({ url, company: 'demo', home, log: openLog(undefined, 'error'), now: () => new Date(bornAt.getTime() + 10 * 60_000) })
    try {
      const lost = await missing(company, acknowledged)
      await saga({ company, acknowledge: () => {}, step: () => {} }, bornAt)
      const found = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes, now: company.now() })
      const bad = [...lost, ...found.checks.filter(c => !c.ok).map(c => `${c.name}: ${c.bad.slice(0, 3).join('; ')}`), ...await notOnce(company, home)]
      return { points, ended, complained, acknowledged: acknowledged.reduce((n, a) => n + a.ids.length, 0), oracles: found.checks.length, bad }
    } finally { await company.close() }
  } finally {
    await drop()
    fs.rmSync(home, { recursive: true, force: true })
    if (before === undefined) delete process.env.DANLIU_HOME
    else process.env.DANLIU_HOME = before
  }
}

async function live(given: { url: string; home: string; at: number; bornAt: Date }) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'points.child.ts'), JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = '', complained = ''
  child.stdout.on('data', (text: Buffer) => { said += text })
  child.stderr.on('data', (text: Buffer) => { complained = (complained + text).slice(-2000) })
  await once(child, 'close')
  if (child.signalCode !== 'SIGKILL' && child.exitCode !== 0) throw new Error(`the saga broke off with ${child.signalCode ?? child.exitCode}: ${complained}`)
  const lines = said.split('\n').filter(Boolean).map(line => JSON.parse(line) as { point?: string; acknowledged?: Acknowledged; ended?: number })
  return { points: lines.flatMap(l => l.point ?? []), acknowledged: lines.flatMap(l => l.acknowledged ?? []), ended: lines.some(l => l.ended !== undefined), complained }
}

/** O1, the first half: what was answered stands, before anybody goes on. */
async function missing(company: Company, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const rows = await company.db.rows<{ kind: string; id: number }>(sql`select kind, subject_id as id from event where kind = any(${acknowledged.map(a => a.kind)}::text[]) order by number limit 10000`)
  const there = new Set(rows.map(r => `${r.kind} ${r.id}`))
  return acknowledged.flatMap(({ kind, ids }) => ids.filter(id => !there.has(`${kind} ${id}`)).map(id => `${kind} of ${id} was acknowledged and is lost`))
}

const road = ['order.receive', 'order.allocate', 'order.pick', 'order.picked', 'order.check', 'order.pack', 'order.hand-over', 'order.sign', 'order.complete', 'parcel.make', 'parcel.pack', 'parcel.hand-over', 'parcel.sign', 'parcel.upload']

/** O1, the second half, and O5: every step of the road once for each order, one parcel, one number at the channel, no paper twice. */
async function notOnce(company: Company, home: string): Promise<string[]> {
  const orders = await company.db.rows<{ number: string; orders: number; parcels: number; waybill: string; parcel: number }>(sql`
    select s.number, count(distinct o.id) as orders, count(p.id) as parcels, min(p.waybill) as waybill, min(p.id) as parcel from platform_order s join orders o on o.source_id = s.id left join parcel p on p.order_id = o.id
    where s.number = any(${[...numbers]}::text[]) group by s.number order by s.number`)
  const steps = await company.db.rows<{ kind: string; subjects: number; times: number }>(sql`select kind, count(distinct subject_id) as subjects, count(*) as times from event where kind = any(${road}::text[]) group by kind order by kind`)
  const papers = await company.db.rows<{ prints: number; papers: number }>(sql`select count(*) as prints, count(distinct subject_id) as papers from event where kind = 'paper.print'`)
  const jobs = await company.db.rows<{ kind: string; state: string }>(sql`select kind, state from job where state <> 'done' order by id limit 10`)
  const told = fs.existsSync(path.join(home, 'outbox/demo/demo.ndjson')) ? fs.readFileSync(path.join(home, 'outbox/demo/demo.ndjson'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as { parcel: string; order: string; waybill: string }) : []
  return [
    ...(orders.length === numbers.length ? [] : [`${orders.length} of ${numbers.length} orders`]),
    ...orders.filter(o => o.orders !== 1 || o.parcels !== 1).map(o => `${o.number} has ${o.orders} orders and ${o.parcels} parcels`),
    ...road.flatMap(kind => {
      const found = steps.find(s => s.kind === kind)
      return found?.subjects === numbers.length && found.times === numbers.length ? [] : [`${kind} ${found?.times ?? 0} times for ${found?.subjects ?? 0} of ${numbers.length}`]
    }),
    ...orders.filter(o => { const own = told.filter(t => t.order === o.number); return own.length === 0 || own.some(t => t.parcel !== String(o.parcel) || t.waybill !== o.waybill) }).map(o => `the channel knows ${JSON.stringify(told.filter(t => t.order === o.number))} of ${o.number}`),
    ...papers.filter(p => p.prints !== p.papers || p.papers !== 2 * numbers.length).map(p => `${p.prints} prints of ${p.papers} papers`),
    ...jobs.map(j => `a job ${j.kind} is ${j.state}`),
  ]
}
