import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { system } from '#kit/work.ts'
import { sql } from '#kit/sql.ts'
import { planWave } from '#journey/5-picking/actions.ts'
import { runDry } from '../src/timetable.ts'
import { middle, type Bench, type Figure } from './figure.ts'
import { openHouse, order, send } from './house.ts'
import { race } from './race.ts'

const stations = 50, each = 25, rounds = 5

/** p99 of a pick scan over HTTP with 50 stations ÷ p99 of a bare one-row update commit at the same concurrency. */
export async function scan(bench: Bench): Promise<Figure> {
  const house = await openHouse(bench, 'bench_scan', { products: 500, stock: 100_000 })
  for (let b = 0; b < 8; b++) await send(house, Array.from({ length: 500 }, (_, i) => order(b * 500 + i, l => `P${(i + l * 77) % 500}`, 2)))
  await runDry(house.company)
  const waves: number[] = []
  for (let w = 0; w < stations; w++) waves.push((await house.company.act(system, work => planWave(work, { warehouseId: house.warehouse, kind: 'multi', limit: 80 })))!.wave)
  const picks = new Map<number, { code: string; position: number }[]>()
  for (const wave of waves) picks.set(wave, await house.company.db.rows(sql`select s.code, k.position from pick k join sku s on s.id = k.sku_id where wave_id = ${wave} order by k.walk, s.code`))
  const handhelds = new Worker(new URL('./stations.ts', import.meta.url), { workerData: { address: house.address, token: house.tokens.picker, waves: waves.map(w => ({ wave: String(w), picks: picks.get(w)! })), each } })
  const scans = async () => { handhelds.postMessage('round'); return (await once(handhelds, 'message') as [number])[0] }
  const pool = new pg.Pool({ connectionString: bench.url, max: stations })
  await pool.query('create table if not exists public.bare (id int primary key, n int not null)')
  await pool.query('insert into public.bare select i, 0 from generate_series(0, 999) i on conflict do nothing')
  const bare = () => race(stations, each, async (station, i) => { await pool.query({ name: 'bare', text: 'update public.bare set n = n + 1 where id = $1', values: [station * 20 + (i % 20)] }) })
  // The first round of each opens connections and prepares statements.
  await scans()
  await bare()
  const took = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    took.bare.push(await bare())
    took.ours.push(await scans())
  }
  await handhelds.terminate()
  await pool.end()
  await house.close()
  const value = middle(took.ours), floor = middle(took.bare)
  return { value, floor, ratio: value / floor, must: '≤ 3', ok: value / floor <= 3, note: 'p99 ms at 50 stations, the middle of five rounds in turn' }
}
