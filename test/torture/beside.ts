import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { sqlState } from '#kit/db.ts'
import { order } from './kills.ts'
import { limits, openPlace, urlOf, type Place } from './place.ts'

export interface Beside { attempts: number; errors: number; aloneMs: { p50: number; p99: number }; besideMs: { p50: number; p99: number }; ratio: number; reports: number; indexes: number; vacuums: number; waited: number }

/**
 * K11: orders come in at the same pace twice, once alone and once beside a long report, a vacuum and the building of an index, again and again.
 * The two are of one run, so that only their ratio speaks. `waited` counts the moments in which an intake waited for a lock of the three.
 */
export async function besideOthers({ seconds, rate = 20, say = () => {} }: { seconds: number; rate?: number; say?: (line: string) => void }): Promise<Beside> {
  const place = await openPlace()
  try {
    await place.start()
    const load = { next: 0, attempts: 0, errors: 0 }
    await paced(place, load, rate, Math.min(5, seconds)) // warm
    const alone = await paced(place, load, rate, seconds)
    say(`alone: p99 ${share(alone, 0.99)} ms`)
    const others = disturb(urlOf(place.home))
    const beside = await paced(place, load, rate, seconds)
    const { reports, indexes, vacuums, waited } = await others.end()
    say(`beside ${reports} reports, ${vacuums} vacuums, ${indexes} indexes: p99 ${share(beside, 0.99)} ms`)
    const of = (took: number[]) => ({ p50: share(took, 0.5), p99: share(took, 0.99) })
    return { attempts: load.attempts, errors: load.errors, aloneMs: of(alone), besideMs: of(beside), ratio: Math.round(share(beside, 0.99) / share(alone, 0.99) * 100) / 100, reports, indexes, vacuums, waited }
  } finally { await place.close() }
}

async function paced(place: Place, load: { next: number; attempts: number; errors: number }, rate: number, seconds: number): Promise<number[]> {
  const took: number[] = []
  const flying: Promise<void>[] = []
  const began = performance.now()
  for (let sent = 0; sent < rate * seconds; sent++) {
    await sleep(Math.max(0, began + sent * 1000 / rate - performance.now()))
    flying.push((async () => {
      const from = performance.now()
      load.attempts++
      const answer = await fetch(`${place.address}/api/intake/orders`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${place.token}` }, body: JSON.stringify({ shop: 'demo', orders: [order(load.next++), order(load.next++)] }), signal: AbortSignal.timeout(limits.answer) }).catch(() => undefined)
      await answer?.text()
      if (!answer?.ok) load.errors++
      took.push(performance.now() - from)
    })())
  }
  await Promise.all(flying)
  return took
}

/** A report that reads everything in one snapshot, a vacuum and an index, each over and over; and somebody who looks whether anybody waits for them. */
export function disturb(url: string, schema = 'demo') {
  let stopped = false
  const done = { reports: 0, vacuums: 0, indexes: 0, waited: 0 }
  const over = (name: 'reports' | 'vacuums' | 'indexes', ...statements: string[]) => (async () => {
    const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` } as pg.ClientConfig)
    await client.connect()
    try {
      while (!stopped) {
        // An ANALYZE that waits for the index with its snapshot open, and an index that waits for that snapshot: between these two alone, and PostgreSQL ends one.
        try { for (const one of statements) await client.query(one); done[name]++ } catch (error) { if (sqlState(error) !== '40P01') throw error }
      }
    } finally { await client.end() }
  })()
  const looking = (async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    // An index that is built beside the work waits for transactions; the work must never wait for it.
    const asked = `select count(*)::int as n from pg_locks w join pg_stat_activity a on a.pid = w.pid where not w.granted and w.locktype <> 'virtualxid' and a.query ilike '%insert into %' and exists (
      select 1 from pg_stat_activity o where o.pid = any(pg_blocking_pids(w.pid)) and (o.query ilike '%torture_index%' or o.query ilike 'vacuum%' or o.query ilike '%report%'))`
    try { while (!stopped) { done.waited += Number((await client.query(asked)).rows[0].n); await sleep(20) } } finally { await client.end() }
  })()
  const all = [
    over('reports', 'begin isolation level repeatable read', `/* report */ select o.stage, count(*), sum(o.total_fen), count(distinct e.subject_id) from orders o left join event e on e.subject = 'order' and e.subject_id = o.id group by o.stage`, 'select pg_sleep(0.3)', 'commit'),
    over('vacuums', 'vacuum (analyze) orders', 'vacuum (analyze) event', 'vacuum (analyze) order_line', 'select pg_sleep(0.2)'),
    over('indexes', 'drop index concurrently if exists torture_index', 'create index concurrently torture_index on event (at, subject)', 'drop index concurrently torture_index', 'select pg_sleep(0.2)'),
    looking,
  ]
  return { async end() { stopped = true; await Promise.all(all); return done } }
}

const share = (took: readonly number[], of: number) => Math.round((took.toSorted((a, b) => a - b)[Math.min(took.length - 1, Math.floor(took.length * of))] ?? 0) * 10) / 10
