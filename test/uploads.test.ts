import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { homeOf } from '#kit/home.ts'
import { patience } from '#kit/jobs.states.ts'
import { sql } from '#kit/sql.ts'
import { ensureShop } from '#journey/1-intake/store.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany, type Company } from '../src/company.ts'
import { doJobs } from '../src/jobs.ts'
import { httpChannel } from '#partners/channels/http.ts'
import { channels } from '#partners/channels/actions.ts'
import { channelFaults, openChannel, type ChannelFault } from './channel.ts'
import { openHouse, type TestHouse } from './house.ts'
import { dice } from './torture/place.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
const clock = { ahead: 0 }
beforeAll(async () => {
  house = await openHouse()
  house.company.now = () => new Date(Date.now() + clock.ahead)
  await ensureShop(house.company.db, 'closed', '关着的店', house.company.now())
  for (const role of ['clerk', 'picker', 'checker', 'packer', 'logistics', 'it'] as const) tokens[role] = await house.token(role)
})
afterAll(() => house?.close())

const post = async (role: string, path: string, body: unknown) => { const { status, json } = await house.call('POST', path, { token: tokens[role], body }); expect([path, status]).toEqual([path, 200]); return json }
const outbox = (shop: string) => path.join(homeOf(), 'outbox/demo', `${shop}.ndjson`)

/** Orders of a shop, carried by the stations until the carrier has signed for them. */
async function leave(shop: string, ...numbers: string[]) {
  await post('clerk', '/api/intake/orders', { shop, orders: numbers.map(number => ({
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', receiver: { name: '陈敏', phone: '13800138000', province: '浙江省', city: '杭州市', street: '文三路1号' },
    lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900,
  })) })
  await house.settle()
  const [warehouse, carrier] = [String(await house.idOf('warehouse', 'main')), String(await house.idOf('carrier', 'ZTO'))]
  const { wave, orders } = await post('picker', '/api/waves', { warehouse, kind: 'single' })
  await post('picker', `/api/waves/${wave}/finish`, { paper: true })
  await post('checker', '/api/checking', { orders: orders.map((order: string) => ({ order, items: [{ code: 'DM001', quantity: 1 }] })) })
  await post('packer', '/api/packing', { orders: orders.map((order: string) => ({ order })) })
  const { handover } = await post('logistics', '/api/handovers', { warehouse, carrier })
  const waybills = (await house.company.db.rows<{ waybill: string }>(sql`select waybill from parcel where order_id = any(${orders}::bigint[])`)).map(p => p.waybill)
  await post('logistics', `/api/handovers/${handover}/scans`, { waybills })
  expect((await post('logistics', `/api/handovers/${handover}/signature`, { signer: '快递员' })).moved).toEqual(orders)
  return waybills
}
const jobs = async (query = '') => (await house.call('GET', `/api/jobs${query}`, { token: tokens.it })).json.jobs
const checks = async () => (await verify(house.company.db)).checks.filter(c => !c.ok || (c.name.startsWith('O5') && c.bad.length))

test('FU-7 · the number of a parcel that leaves reaches its channel; a shop that fails keeps no other from its numbers and ends where a person sees it', async () => {
  fs.mkdirSync(outbox('closed'), { recursive: true }) // a file cannot be written where a directory stands
  const good = await leave('demo', 'UP1', 'UP2')
  // Asked in the transaction of the signature, before anything was sent.
  expect((await jobs('?state=waiting')).length).toBe(2)
  expect(await checks()).toEqual([])
  const bad = await leave('closed', 'UP3')
  await doJobs(house.company)
  const lines = fs.readFileSync(outbox('demo'), 'utf8').trim().split('\n').map(l => JSON.parse(l))
  expect(lines.map(l => l.waybill)).toEqual(good)
  expect(lines.map(l => l.order)).toEqual(['UP1', 'UP2'])
  const stopped = await house.company.db.rows(sql`select k.state from clock k join parcel p on k.subject = 'parcel' and k.subject_id = p.id where k.clause = 'FU-7.upload' order by p.id`)
  expect(stopped.map(c => c.state)).toEqual(['met', 'met', 'running'])

  for (let n = 0; n < patience.tries; n++) { clock.ahead += patience.longestMs; await doJobs(house.company) }
  const [dead] = await jobs('?state=dead&kind=channel.upload')
  expect(dead).toMatchObject({ attempts: patience.tries, state: 'dead', lastError: expect.stringContaining('EISDIR') })
  // Parked where it is seen: verify names it and blames nobody.
  expect(await checks()).toMatchObject([{ ok: true, bad: [expect.stringContaining(`job ${dead.id} (channel.upload)`)] }])

  fs.rmdirSync(outbox('closed'))
  expect(await post('it', '/api/jobs/moves/replay', { jobs: [dead.id, '999999'], note: '店铺恢复' })).toEqual({ moved: [dead.id], refused: [{ job: '999999', reasons: [{ code: 'not-found' }] }] })
  await doJobs(house.company)
  expect(JSON.parse(fs.readFileSync(outbox('closed'), 'utf8')).waybill).toBe(bad[0])
  expect(await jobs('?state=dead')).toEqual([])
  expect((await jobs('?state=done')).length).toBe(3)
  expect(await checks()).toEqual([])
})

test('K9 · sent but not settled: the channel gets it twice, the house tells it once', async () => {
  const [waybill] = await leave('demo', 'UP4')
  // The worker dies between the sending and the settling.
  const dying: Company = { ...house.company, act: () => { throw new Error('killed') } }
  await expect(doJobs(dying)).rejects.toThrow('killed')
  clock.ahead += 121_000
  await doJobs(house.company)
  const sent = fs.readFileSync(outbox('demo'), 'utf8').trim().split('\n').map(l => JSON.parse(l)).filter(l => l.waybill === waybill)
  expect(sent.length).toBe(2)
  expect(new Set(sent.map(s => s.parcel)).size).toBe(1)
  const told = await house.company.db.rows<{ n: number }>(sql`select count(*) as n from event e join parcel p on p.id = e.subject_id where e.kind = 'parcel.upload' and p.waybill = ${waybill}`)
  expect(told).toEqual([{ n: 1 }])
  expect(await checks()).toEqual([])
})

test('two workers at once send no number twice', async () => {
  const url = (house.company.db.pool as unknown as { options: { connectionString: string } }).options.connectionString
  const second = await openCompany({ url, company: 'demo', home: homeOf(), log: house.company.log, now: house.company.now })
  try {
    const waybills = await leave('demo', ...Array.from({ length: 12 }, (_, n) => `TWO${n}`))
    await Promise.all([doJobs(house.company), doJobs(second), doJobs(house.company), doJobs(second)])
    const lines = fs.readFileSync(outbox('demo'), 'utf8').trim().split('\n').map(l => JSON.parse(l).waybill).filter(w => waybills.includes(w))
    expect(lines.toSorted()).toEqual(waybills.toSorted())
  } finally { await second.close() }
})

/** The shop's channel is a stand-in over HTTP for as long as `what` runs; the clock goes on until nothing waits any more. */
async function overHttp(fault: () => ChannelFault | undefined, what: (channel: Awaited<ReturnType<typeof openChannel>>, worked: (limit?: number) => Promise<number>) => Promise<void>) {
  const { file } = channels
  const channel = await openChannel({ fault })
  let token = 'a token of yesterday'
  const way = httpChannel({ address: () => channel.address, token: async (_, stale) => (stale === undefined ? token : (token = channel.token())), limitMs: 150 })
  Object.assign(channels, { file: way })
  const worked = async (limit = 60) => {
    let rounds = 0
    while ((await jobs('?state=waiting&kind=channel.upload')).length && rounds++ < limit) { clock.ahead += 120_000; await doJobs(house.company) }
    return rounds
  }
  try { await what(channel, worked) } finally { Object.assign(channels, { file }); await channel.close() }
}
const toldOnce = async (waybills: readonly string[]) => house.company.db.rows<{ waybill: string; times: number }>(sql`
  select p.waybill, count(*) as times from event e join parcel p on p.id = e.subject_id where e.kind = 'parcel.upload' and p.waybill = any(${[...waybills]}::text[]) group by p.waybill having count(*) <> 1`)

test.each(channelFaults)('I3: a channel answers once with %s: the numbers reach it, each under one waybill, told once', async kind => {
  let left = 1
  await overHttp(() => (left-- > 0 ? kind : undefined), async (channel, worked) => {
    const waybills = await leave('demo', ...Array.from({ length: 2 }, (_, n) => `I3${kind}${n}`))
    await worked()
    expect([...channel.known.values()].map(k => k.waybill).toSorted()).toEqual(waybills.toSorted())
    expect(await toldOnce(waybills)).toEqual([])
    expect(await jobs('?state=dead&kind=channel.upload')).toEqual([])
    if (kind.endsWith('-after')) expect([...channel.known.values()].every(k => k.times > 1)).toBe(true)
  })
})

test('I3: a channel that answers with anything at all, by a seed: nothing is lost, doubled or given up while it is only away', async () => {
  const seed = Number(process.env['DANLIU_SEED'] ?? Date.now() % 2 ** 31)
  const calm = Number(process.env['DANLIU_CALLS'] ?? 25)
  console.log(`I3 seed ${seed}`)
  const random = dice(seed)
  const away = channelFaults.filter(f => f !== 'some' && f !== 'error-in-200' && f !== 'token')
  let asked = 0
  await overHttp(() => (asked++ < calm ? (random() < 0.85 ? away[Math.floor(random() * away.length)] : undefined) : undefined), async (channel, worked) => {
    const waybills = await leave('demo', ...Array.from({ length: 8 }, (_, n) => `SEED${n}`))
    await worked(200)
    expect([...channel.known.values()].map(k => k.waybill).toSorted()).toEqual(waybills.toSorted())
    expect(await toldOnce(waybills)).toEqual([])
    expect(await jobs('?state=dead&kind=channel.upload')).toEqual([])
    expect(await checks()).toEqual([])
  })
})

test('I3: told to come back in a minute, the house stays away for that minute; an outage of three days costs no number a try and few calls', async () => {
  let down = true
  await overHttp(() => (down ? 'too-many' : undefined), async channel => {
    const waybills = await leave('demo', 'LATE1')
    for (let second = 0; second < 60; second += 10) { clock.ahead += 10_000; await doJobs(house.company) }
    expect(channel.calls.filter(c => c.fault === 'too-many').length).toBe(1)
    down = false
    clock.ahead += 30_000
    await doJobs(house.company)
    expect([...channel.known.values()].map(k => k.waybill)).toEqual(waybills)
  })
  let gone = true
  await overHttp(() => (gone ? 'cut' : undefined), async (channel, worked) => {
    const waybills = await leave('demo', 'DAYS1', 'DAYS2')
    for (let minute = 0; minute < 6 * 60; minute += 2) { clock.ahead += 120_000; await doJobs(house.company) }
    expect(channel.calls.length).toBeLessThan(6 * 60 / 5)
    for (let hour = 6; hour < 3 * 24; hour += 2) { clock.ahead += 2 * 3600_000; await doJobs(house.company) }
    expect(await jobs('?state=dead&kind=channel.upload')).toEqual([])
    gone = false
    await worked()
    expect([...channel.known.values()].map(k => k.waybill).toSorted()).toEqual(waybills.toSorted())
  })
}, 120_000)

test('I4: the channel has taken the number and its answer is lost: the repeat is the same parcel under the same waybill, and the house tells it once', async () => {
  let lost = 3
  await overHttp(() => (lost-- > 0 ? 'cut-after' : undefined), async (channel, worked) => {
    const [waybill] = await leave('demo', 'LOST1')
    await worked()
    expect([...channel.known.values()]).toEqual([{ waybill, times: 4 }])
    expect(await toldOnce([waybill!])).toEqual([])
    expect(await checks()).toEqual([])
  })
})
