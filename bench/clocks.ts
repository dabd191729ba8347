import { system } from '#kit/work.ts'
import { sql } from '#kit/sql.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { startTimetable } from '../src/timetable.ts'
import { middle, type Bench, type Figure } from './figure.ts'
import { openHouse, type House } from './house.ts'

const minute = 100_000, rounds = 5, few = 10_000

/** 100,000 clocks falling due within one real minute: none late by more than 5 s, and the sweep's cost does not grow with clocks not due. */
export async function clocks(bench: Bench): Promise<Figure> {
  const alone = await openHouse(bench, 'bench_clocks', { products: 1, stock: 1 })
  const among = await openHouse(bench, 'bench_clocks_many', { products: 1, stock: 1 })
  await insert(among, 1_000_000, { from: 86_400, spread: 86_400 })
  const took = { alone: [] as number[], among: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    took.alone.push(await drained(alone))
    took.among.push(await drained(among))
  }
  const late = await lateness(among)
  await alone.close()
  await among.close()
  const value = middle(took.among), floor = middle(took.alone)
  return {
    value, floor, ratio: value / floor, must: 'none 5 s late, sweep ≤ 1.3', ok: late.most <= 5 && value / floor <= 1.3,
    note: `ms to sweep ${few} due beside 1,000,000 not due; of ${minute} in a minute the latest was ${late.most.toFixed(2)} s late, p99 ${late.p99.toFixed(2)} s`,
  }
}

const insert = async ({ company: { db } }: House, count: number, { from, spread }: { from: number; spread: number }) => {
  await db.rows(sql`
    insert into clock (clause, subject, subject_id, started_at, due_at, state)
    select 'FU-1.pick', 'order', g, now(), now() + make_interval(secs => ${from}::float8 + ${spread}::float8 * g / ${count}::int), 'running' from generate_series(1, ${count}::int) g`)
  await db.rows(sql`analyze clock`)
}

async function drained(house: House): Promise<number> {
  await insert(house, few, { from: -60, spread: 30 })
  const t0 = performance.now()
  while (await house.company.act(system, work => sweep(work, 5000)) > 0);
  return performance.now() - t0
}

/** The minute itself, with the whole timetable running: by how many seconds each clock was marked after it was due. */
async function lateness(house: House): Promise<{ most: number; p99: number }> {
  const { db } = house.company
  const [{ after }] = await db.rows<{ after: number }>(sql`select max(id) as after from clock`) as [{ after: number }]
  await insert(house, minute, { from: 3, spread: 60 })
  const timetable = startTimetable(house.company)
  await new Promise(done => setTimeout(done, 63_000))
  const waiting = async () => (await db.rows<{ n: number }>(sql`select count(*) as n from clock where id > ${after} and breached_at is null`))[0]!.n
  for (let tries = 0; await waiting() > 0 && tries < 120; tries++) await new Promise(done => setTimeout(done, 500))
  await timetable.stop()
  const [late] = await db.rows<{ most: number; p99: number }>(sql`
    select max(late) as most, percentile_cont(0.99) within group (order by late) as p99
    from (select extract(epoch from coalesce(breached_at, now()) - due_at)::float8 as late from clock where id > ${after}) c`)
  return late!
}
