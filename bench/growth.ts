import { sql } from '#kit/sql.ts'
import { runDry, startTimetable } from '../src/timetable.ts'
import { middle, type Bench, type Figure } from './figure.ts'
import { openHouse, order, send, undecided, type House } from './house.ts'
import { fillYears } from './years.ts'

const rounds = 5, batches = 6, looks = 41

/** Intake rate, queue page and search with 2,000,000 orders in the company ÷ with 20,000; what else may grow is told in the note. The two companies take turns. */
export async function growth(bench: Bench): Promise<Figure> {
  const large = await grown(bench, 'bench_large', Number(process.env.BENCH_GROWTH ?? 2_000_000))
  const small = await grown(bench, 'bench_small', 20_000)
  const rates = { large: [] as number[], small: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rates.small.push(await intakeRate(small, round))
    rates.large.push(await intakeRate(large, round))
  }
  const rate = middle(rates.large) / middle(rates.small)
  const page = await sideBySide(large, small, () => 'orders?stage=ready&limit=50')
  const soonest = await sideBySide(large, small, () => 'orders?sort=deadline&limit=50')
  const counts = await sideBySide(large, small, () => 'stages')
  const compliance = await sideBySide(large, small, () => 'handbook/compliance')
  const searches = []
  for (const what of [(i: number) => `N${8_000_000 + i}`, (i: number) => `13${String(808_000_000 + i)}`, (i: number) => String(1000 + i), (i: number) => `收件${i}`]) searches.push(await sideBySide(large, small, i => `orders?limit=50&q=${encodeURIComponent(what(i))}`))
  const search = Math.max(...searches.map(s => s.ratio))
  await large.close()
  await small.close()
  const said = (of: { large: number; ratio: number }) => `×${of.ratio.toFixed(2)} (${of.large.toFixed(1)} ms)`
  return {
    value: middle(rates.large), floor: middle(rates.small), ratio: rate, must: 'intake ≥ 0.8, page ≤ 1.5, search ≤ 1.5', ok: rate >= 0.8 && page.ratio <= 1.5 && search <= 1.5,
    note: `orders a second; page ${said(page)}, by deadline ${said(soonest)}, stages ${said(counts)}, compliance ${said(compliance)}, search by number ${said(searches[0]!)}, phone ${said(searches[1]!)}, last four ${said(searches[2]!)}, name ${said(searches[3]!)}`,
  }
}

async function grown(bench: Bench, name: string, count: number): Promise<House> {
  const house = await openHouse(bench, name, { products: 2000, stock: 1_000_000 })
  const t0 = performance.now()
  await fillYears(bench, house, count)
  if (process.env.LOG_LEVEL === 'debug') console.error(`${name}: ${count} orders in ${((performance.now() - t0) / 1000).toFixed(0)} s`)
  await send(house, Array.from({ length: 500 }, (_, i) => order(7_000_000 + i, l => `P${(i + l) % 2000}`)))
  await runDry(house.company)
  await lookAround(house)
  return house
}

/** Statistics as a house at work has them: taken while orders stand in it and clocks run. */
async function lookAround({ company: { db } }: House) {
  await db.rows(sql`analyze orders`)
  await db.rows(sql`analyze clock`)
}

async function intakeRate(house: House, round: number): Promise<number> {
  const timetable = startTimetable(house.company)
  const t0 = performance.now()
  for (let b = 0; b < batches; b++) await send(house, Array.from({ length: 500 }, (_, i) => order(8_000_000 + (round * batches + b) * 500 + i, l => `P${(i * 7 + l) % 2000}`)))
  while (await undecided(house) > 0) await new Promise(done => setTimeout(done, 10))
  const seconds = (performance.now() - t0) / 1000
  await timetable.stop()
  await lookAround(house)
  return (batches * 500) / seconds
}

/** One call in turn at both companies: what it takes at the large one, and that ÷ the small one. */
async function sideBySide(large: House, small: House, where: (i: number) => string) {
  const took = { large: [] as number[], small: [] as number[] }
  for (let i = 0; i < looks; i++) {
    took.small.push(await timed(small, where(i)))
    took.large.push(await timed(large, where(i)))
  }
  // The first looks prepare statements on every connection.
  const [a, b] = [middle(took.large.slice(10)), middle(took.small.slice(10))]
  return { large: a, small: b, ratio: a / b }
}

async function timed(house: House, where: string): Promise<number> {
  const t0 = performance.now()
  const answer = await fetch(`${house.address}/api/${where}`, { headers: { authorization: `Bearer ${house.tokens.clerk}` } })
  await answer.text()
  if (!answer.ok) throw new Error(`${where}: ${answer.status}`)
  return performance.now() - t0
}
