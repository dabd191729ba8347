import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '#kit/sql.ts'
import { verify } from '#oversight/verify/actions.ts'
import { runDry } from '../../src/timetable.ts'
import { dice, killPostgres, limits, openLeft, openPlace, type Place } from './place.ts'

export type Fault = 'node' | 'postgres' | 'term'
export interface Torture { rounds: number; kind: Fault; seed: number; say?: (line: string) => void }
/** `attempts` are batches sent; `unknown` are orders whose first answer was lost, sent again afterwards. */
export interface Tortured {
  attempts: number; faults: number; acknowledged: number; unknown: number; cancelled: number; seed: number
  readyMs: { p50: number; max: number }; verify: Awaited<ReturnType<typeof verify>>
}

/** Breaks a served house again and again while orders come in, and proves that nothing it acknowledged is lost or doubled (R1, R2, R14). */
export async function torture({ rounds, kind, seed, say }: Torture): Promise<Tortured> {
  const house = await openTortured(seed, say)
  try {
    await house.suffer(kind, rounds)
    return await house.end()
  } finally { await house.close() }
}

export interface TorturedHouse {
  /** Breaks it so many times, and answers after how many ms it was ready each time. */
  suffer(kind: Fault, rounds: number): Promise<number[]>
  /** What has been acknowledged so far. */
  acknowledged(): number
  /** Ends it and holds what it left against everything it had acknowledged. */
  end(): Promise<Tortured>
  close(): Promise<void>
}

export async function openTortured(seed: number, say: (line: string) => void = () => {}): Promise<TorturedHouse> {
  const random = dice(seed)
  const place = await openPlace()
  const load = loader(place, random)
  const readyMs: number[] = []
  try { await place.start() } catch (error) { await place.close(); throw error }
  return {
    async suffer(kind, rounds) {
      const before = readyMs.length
      for (let round = 1; round <= rounds; round++) {
        const running = load.run()
        await sleep(50 + random() * 350)
        const all = random() < 0.5
        const took = await faults[kind](place, all, running.stop)
        await running.done
        readyMs.push(took)
        if (took > limits.ready[kind]) throw new Error(`round ${round} of ${kind}, seed ${seed}: ready only after ${Math.round(took)} ms`)
        await load.sendAgain()
        say(`${kind} ${round}/${rounds}${kind === 'postgres' ? (all ? ' all' : ' postmaster') : ''}: ready after ${Math.round(took)} ms, ${load.acknowledged.size} acknowledged, ${load.unknown} were unknown`)
      }
      return readyMs.slice(before)
    },
    acknowledged: () => load.acknowledged.size,
    async end() {
      await place.terminate()
      const { missing, verified } = await inspect(place.home, load)
      if (missing.length) throw new Error(`seed ${seed}: ${missing.length} acknowledgements broken: ${missing.slice(0, 10).join(', ')}`)
      const sorted = readyMs.toSorted((a, b) => a - b).map(Math.round)
      return {
        attempts: load.attempts, faults: readyMs.length, acknowledged: load.acknowledged.size, unknown: load.unknown, cancelled: load.cancelled.size, seed,
        readyMs: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 }, verify: verified,
      }
    },
    close: () => place.close(),
  }
}

// —— the faults: each answers how long the house was away ——

const faults: Record<Fault, (place: Place, all: boolean, stop: () => void) => Promise<number>> = {
  async node(place, _, stop) {
    await place.kill()
    stop()
    return place.start()
  },
  async term(place, _, stop) {
    // The load goes on while the house leaves.
    await place.terminate()
    stop()
    return place.start()
  },
  async postgres(place, all, stop) {
    const began = performance.now()
    const pid = killPostgres(place, all)
    await sleep(100)
    stop()
    await place.ready(began, limits.ready.postgres, () => ![undefined, pid].includes(place.postmaster()))
    return performance.now() - began
  },
}

// —— the load ——

export interface Told { acknowledged: Set<string>; cancelled: Set<string> }

export function loader(place: Place, random: () => number) {
  const acknowledged = new Set<string>(), cancelled = new Set<string>()
  let next = 0
  let lost: ReturnType<typeof order>[][] = []
  const told = { acknowledged, cancelled, attempts: 0, unknown: 0, run, sendAgain }

  /** Two senders until `stop`, or until each has lost an answer: like a channel, a sender does not go on past one. */
  function run() {
    let stopped = false
    const done = Promise.all([1, 2].map(async () => {
      while (!stopped) {
        const batch = Array.from({ length: 1 + Math.floor(random() * 6) }, () => order(next++))
        told.attempts++
        if (!await send(batch)) {
          lost.push(batch)
          told.unknown += batch.length
          return
        }
        if (random() < 0.3) await cancelSome()
      }
    }))
    return { done, stop: () => { stopped = true } }
  }

  /** What was not acknowledged is sent again unchanged until it is: accepted, or a duplicate of what had been committed. */
  async function sendAgain() {
    for (const batch of lost) {
      for (const began = Date.now(); !await send(batch); await sleep(50)) if (Date.now() - began > limits.answer) throw new Error('a batch is still refused 30 s after the house was ready')
      // Once more: the same set changes nothing.
      const again = await post('/api/intake/orders', { shop: 'demo', orders: batch })
      if (again && again['duplicates'] !== batch.length) throw new Error(`a set known in whole was answered ${JSON.stringify(again)}`)
    }
    lost = []
  }

  async function send(batch: ReturnType<typeof order>[]): Promise<boolean> {
    const answer = await post('/api/intake/orders', { shop: 'demo', orders: batch })
    if (!answer) return false
    if (Number(answer['accepted']) + Number(answer['duplicates']) !== batch.length) throw new Error(`intake answered ${JSON.stringify(answer)}`)
    for (const one of batch) acknowledged.add(one.number)
    return true
  }

  async function cancelSome() {
    const headers = { authorization: `Bearer ${place.token}` }
    const listed = await fetch(`${place.address}/api/orders?limit=40`, { headers, signal: AbortSignal.timeout(limits.answer) }).then(async a => a.ok ? await a.json() as { orders: { id: string; number: string }[] } : undefined).catch(() => undefined)
    const chosen = listed?.orders.filter(o => o.number.startsWith('T') && random() < 0.1) ?? []
    if (chosen.length === 0) return
    const answer = await post('/api/orders/moves/cancel', { orders: chosen.map(o => o.id), note: 'torture' })
    const moved = (answer?.['moved'] ?? []) as string[]
    for (const one of chosen) if (moved.includes(one.id)) cancelled.add(one.number)
  }

  /** The answer, or undefined where it was lost or the house was not up to it; a refusal of ours is a fault of this file. */
  async function post(where: string, body: unknown): Promise<Record<string, unknown> | undefined> {
    let status: number, text: string
    try {
      const answer = await fetch(place.address + where, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${place.token}` }, body: JSON.stringify(body), signal: AbortSignal.timeout(limits.answer),
      })
      status = answer.status
      text = await answer.text()
    } catch { return undefined }
    if (status >= 500) return undefined
    if (status !== 200) throw new Error(`${where} answered ${status}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  return told
}

export function order(n: number) {
  const placedAt = new Date(Date.now() - 60_000).toISOString()
  const lines = Array.from({ length: 1 + n % 3 }, (_, i) => ({ sku: `DM${String(1 + (n * 7 + i * 5) % 12).padStart(3, '0')}`, title: `商品 ${n % 12}`, spec: '标准', quantity: 1, unitFen: 1900 }))
  const totalFen = lines.length * 1900
  return {
    number: `T${n}`, placedAt, paidAt: placedAt, buyer: { account: `torture${n}`, name: '' },
    receiver: { name: `收件${n}`, phone: `13${String(800_000_000 + n)}`, province: '浙江省', city: '杭州市', district: '西湖区', street: `文三路${n}号4单元704室` },
    lines, totalFen, paidFen: totalFen,
  }
}

// —— afterwards ——

/** Lets everything run that runs by itself, and holds it against what was acknowledged. */
export const inspect = (home: string, { acknowledged, cancelled }: Told) => openLeft(home, async company => {
  await runDry(company)
  const rows = await company.db.rows<{ number: string; sources: number; orders: number; cancelled: boolean }>(sql`
    select p.number, count(distinct p.id) as sources, count(o.id) as orders, bool_and(o.stage = 'cancelled') as cancelled
    from platform_order p left join orders o on o.source_id = p.id where p.number like 'T%' group by p.number order by p.number`)
  const found = new Map(rows.map(r => [r.number, r]))
  const missing = [...acknowledged].filter(n => found.get(n)?.sources !== 1 || found.get(n)?.orders !== 1)
  // What was never acknowledged was sent again until it was, so nothing else may stand there either.
  const strangers = rows.filter(r => !acknowledged.has(r.number)).map(r => `${r.number} (never acknowledged)`)
  const risen = [...cancelled].filter(n => !found.get(n)?.cancelled).map(n => `${n} (cancelled once)`)
  const [{ n: completed } = { n: 0 }] = await company.db.rows<{ n: number }>(sql`select count(*) as n from orders where stage = 'completed'`)
  return { missing: [...missing, ...strangers, ...risen], completed, verified: await verify(company.db, { vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes }) }
})
