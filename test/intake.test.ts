import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { findShop } from '#journey/1-intake/store.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { poll } from '#partners/channels/polling.ts'
import { windowsFrom } from '#partners/channels/polling.rules.ts'
import { openHouse, type TestHouse } from './house.ts'
import { dice } from './torture/place.ts'

let house: TestHouse, token = '', shop = 0
const seed = Number(process.env['DANLIU_SEED'] ?? Date.now() % 2 ** 31)
const long = Number(process.env['DANLIU_CHANGES'] ?? 3000)
beforeAll(async () => {
  house = await openHouse()
  token = await house.token('clerk')
  shop = (await findShop(house.company.db, 'demo'))!.id // the demo has it
  console.log(`seed ${seed}`)
})
afterAll(() => house?.close())

/** An order as a platform tells it in the course of its life: placed, paid, remarked, a refund asked, the refund withdrawn. */
const stations = 5
const version = (number: string, n: number) => ({
  number, placedAt: '2026-03-02T01:00:00Z', paidAt: n === 0 ? null : '2026-03-02T01:05:00Z', buyer: { account: `b${number}`, name: '' }, totalFen: 1900, paidFen: n === 0 ? 0 : 1900, sellerRemark: n >= 2 ? '送礼' : '',
  receiver: { name: '收件人', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' }, lines: [{ sku: 'DM001', title: '商品', spec: '标准', quantity: 1, unitFen: 1900, refundAsked: n === 3 }],
})
const deliver = (orders: unknown[], key?: string) => house.call('POST', '/api/intake/orders', { token, body: { shop: 'demo', orders }, ...(key && { key }) })
const shuffled = <T>(items: readonly T[], random: () => number): T[] => items.map(i => [random(), i] as const).sort((a, b) => a[0] - b[0]).map(([, i]) => i)

test.each([1, 2, 50])('I1: every notice %i times, at once, in any order, some lost: one order; after the sweep the house has what the platform has', async times => {
  const random = dice(seed + times)
  const numbers = Array.from({ length: times === 50 ? 3 : 12 }, (_, i) => `HOOK${times}-${i}`)
  const notices = shuffled(numbers.flatMap(number => Array.from({ length: stations }, (_, n) => ({ number, n }))).flatMap(notice => Array.from({ length: times }, () => notice)), random).filter(() => random() < 0.7)
  const sent = await Promise.all(notices.map(({ number, n }, i) => deliver([version(number, n)], random() < 0.3 ? `hook-${number}-${n}` : `hook-${times}-${i}`)))
  expect(sent.filter(a => a.status !== 200 && a.status !== 409)).toEqual([])
  await house.settle()
  // The sweep: what the platform has now, in sets, with what was known long ago beside it.
  for (const set of [numbers, shuffled(numbers, random)]) expect((await deliver(set.map(number => version(number, stations - 1)))).status).toBe(200)
  await house.settle()
  const stood = await house.company.db.rows<{ number: string; sources: number; orders: number; paid: number; remark: string; stage: string }>(sql`
    select p.number, count(distinct p.id) as sources, count(o.id) as orders, max(o.paid_fen) as paid, max(o.seller_remark) as remark, max(o.stage) as stage
    from platform_order p join orders o on o.source_id = p.id where p.number = any(${numbers}::text[]) group by p.number order by p.number`)
  expect(stood.map(o => [o.sources, o.orders, o.paid, o.stage === 'unpaid'])).toEqual(numbers.map(() => [1, 1, 1900, false]))
  // A third time, and nothing is left to change.
  expect((await deliver(numbers.map(number => version(number, stations - 1)))).json).toMatchObject({ accepted: 0, changed: 0, duplicates: numbers.length })
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
}, 120_000)

test('I5: the windows leave no hole, overlap, and end behind the newest moments', () => {
  const polling = { overlapMs: 60_000, restMs: 5000, spanMs: 600_000 }
  expect(windowsFrom(0, 5000, polling)).toEqual([])
  const days = windowsFrom(1_000_000, 1_000_000 + 3 * 86_400_000, polling)
  expect([days.length, days[0]!.from, days.at(-1)!.to]).toEqual([432, 940_000, 1_000_000 + 3 * 86_400_000 - 5000])
  for (const [i, w] of days.entries()) if (i > 0) expect(w.from).toBe(days[i - 1]!.to - 60_000)
})

/**
 * A platform with a list of changes by second, in pages, whose clock is ahead of ours; while it is read, orders change again and move to the end.
 */
function platform(random: () => number, pageSize: number) {
  const changedAt = new Map<string, number>()
  const ids: string[] = []
  let now = Date.UTC(2026, 2, 2)
  return {
    changedAt, now: () => now, pass(ms: number) { now += ms },
    change(id: string) { ids.push(id); changedAt.set(id, Math.floor(now / 1000) * 1000) },
    async read({ from, to }: { from: number; to: number }, page: number) {
      // Somebody changes an old order between two questions.
      if (ids.length && random() < 0.5) { now += 1000; changedAt.set(ids[Math.floor(random() * ids.length)]!, Math.floor(now / 1000) * 1000) }
      if (random() < 0.02) throw new Error('the line broke')
      const within = [...changedAt].filter(([, at]) => at >= from && at < to).sort((a, b) => a[1] - b[1] || a[0].localeCompare(b[0]))
      return { pages: Math.ceil(within.length / pageSize), items: within.slice((page - 1) * pageSize, page * pageSize).map(([id, at]) => ({ id, at })) }
    },
  }
}

test('I5: polled through changes of one second, moving pages, broken lines and three days away: none is missing', async () => {
  const random = dice(seed)
  const there = platform(random, 40)
  const polling = { overlapMs: 60_000, restMs: 3000, spanMs: 4 * 3600_000 }
  const started = there.now()
  const seen = new Map<string, number>()
  const got = { orders: 0, duplicates: 0 }
  let cursor = started, born = 0, broken = 0
  const visit = async () => {
    // From where it stopped; what the line broke is asked again.
    for (let again = true; again;) {
      again = false
      try {
        await poll({
          cursor, platformNow: there.now(), polling, signal: AbortSignal.timeout(600_000), read: (window, page) => there.read(window, page),
          take: async items => {
            for (const i of items) seen.set(i.id, Math.max(i.at, seen.get(i.id) ?? 0))
            const answer = await house.company.act(system, work => takeOrders(work, shop, items.map(i => version(i.id, 1))))
            got.orders += answer.accepted
            got.duplicates += answer.duplicates
          },
        }, async to => { cursor = to })
      } catch { broken++; again = true }
    }
  }
  while (born < long) {
    // Many in one second, then a while nothing; once in the middle the house is away for three days.
    for (let n = Math.min(long - born, 1 + Math.floor(random() * 90)); n > 0; n--) there.change(`POLL${born++}`)
    there.pass(born === long ? 0 : 1000 * Math.floor(random() * 20))
    // Afterwards there are windows with many pages, of which what changes meanwhile leaves.
    if (born > long / 3 && born < long / 2) { there.pass(random() * 3 * 86_400_000 / (long / 6 / 45)); continue }
    if (random() < 0.3) await visit()
  }
  there.pass(10_000)
  await visit()
  there.pass(10_000)
  await visit()
  const [kept] = await house.company.db.rows<{ n: number; numbers: number }>(sql`select count(*) as n, count(distinct number) as numbers from platform_order where number like 'POLL%'`)
  console.log(JSON.stringify({ changes: born, broken, ...got }))
  expect([kept!.n, kept!.numbers]).toEqual([long, long])
  expect([...there.changedAt.keys()].filter(id => !seen.has(id))).toEqual([])
}, 1_200_000)

test('I5: a carrier’s scans told again and again, in any order, by clocks that differ, and three days late: each is kept once', async () => {
  const random = dice(seed)
  const carrier = 'ZTO', at = Date.UTC(2026, 2, 2)
  const scans = Array.from({ length: long }, (_, i) => ({ carrier, waybill: `ZT${String(9_000_000_000 + Math.floor(i / 4))}`, at: new Date(at + Math.floor(i / 200) * 1000).toISOString(), kind: (['collected', 'in-transit', 'out-for-delivery', 'signed'] as const)[i % 4]!, place: '', note: '' }))
  let taken = 0, repeated = 0
  const tell = async (some: typeof scans) => { const answer = await house.company.act(system, work => takeTracking(work, some)); taken += answer.taken; repeated += answer.repeated }
  // Pages that overlap and shift, half of them lost the first time; after three days everything is asked for again.
  for (let from = 0; from < scans.length; from += 150) if (random() < 0.5) await tell(shuffled(scans.slice(Math.max(0, from - Math.floor(random() * 100)), from + 200), random))
  for (let from = 0; from < scans.length; from += 1900) await tell(scans.slice(from, from + 2000))
  const [kept] = await house.company.db.rows<{ n: number }>(sql`select count(*) as n from tracking where waybill >= 'ZT9000000000' and waybill < 'ZT9999999999'`)
  expect([kept!.n, taken]).toEqual([long, long])
  expect(repeated).toBeGreaterThan(0)
}, 1_200_000)
