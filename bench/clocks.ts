import { system } from '#kit/work.ts'
import { sql } from '#kit/sql.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { openHouse } from './house.ts'
import type { Bench, Figure } from './figure.ts'

/** 100,000 clocks falling due in one minute: none late by more than 5 s, and the sweep does not slow down with clocks not due. */
export async function clocks(bench: Bench): Promise<Figure> {
  const house = await openHouse(bench, 'bench_clocks', { products: 1, stock: 1 })
  const due = (count: number, from: number) => house.company.db.rows(sql`
    insert into clock (clause, subject, subject_id, started_at, due_at, state)
    select 'FU-1.pick', 'order', g, now(), now() + make_interval(secs => ${from}::float8 + (g % 60)), 'running' from generate_series(1, ${count}::int) g`)
  const drain = async () => {
    const t0 = performance.now()
    while (await house.company.act({ ...system }, work => sweep({ ...work, now: new Date(Date.now() + 100_000) }, 5000)) > 0);
    return performance.now() - t0
  }
  await due(100_000, 0)
  await house.company.db.rows(sql`analyze clock`)
  const alone = await drain()
  await due(100_000, 0)
  await due(1_000_000, 86_400)
  await house.company.db.rows(sql`analyze clock`)
  const among = await drain()
  await house.close()
  // All 100,000 at once in a minute's time: whoever is served last waits as long as the whole drain beyond that minute at most.
  const late = Math.max(0, among - 60_000)
  return { value: among, floor: alone, ratio: among / alone, must: '≤ 1.3, none 5 s late', ok: among / alone <= 1.3 && late <= 5000 && among / 60 < 5000, note: `ms to sweep 100,000 beside 1,000,000 not due; floor: beside none` }
}
