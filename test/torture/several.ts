import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '#kit/sql.ts'
import { verify } from '#oversight/verify/actions.ts'
import { runDry } from '../../src/timetable.ts'
import { clear, dice, killPostgres, madeOnce, openLeft } from './place.ts'

// Several doors and several workers on one home behind a proxy, as a house that has outgrown one process; and whoever works in it by HTTP.

const root = path.resolve(import.meta.dirname, '../..')
const roles = ['clerk', 'picker', 'checker', 'packer', 'logistics', 'it'] as const
export type Role = typeof roles[number]
type Kind = 'web' | 'work'

export interface Several {
  home: string; address: string; tokens: Record<Role, string>
  /** The doors by themselves, past the proxy. */
  doors(): string[]
  strike(random: () => number): Promise<string>
  command(...words: string[]): Promise<string>
  /** The last that any of the processes said of a fault. */
  complained(): string
  close(signal?: NodeJS.Signals): Promise<void>
}

/** A PostgreSQL that is not the home's own, with a company `demo` in it, and what may befall it, by name. */
export interface Elsewhere { url: string; strikes: Record<string, (random: () => number) => Promise<void>> }

interface Member { kind: Kind; child: ChildProcess; port: number }

export async function openSeveral({ doors, workers, elsewhere }: { doors: number; workers: number; elsewhere?: Elsewhere | undefined }): Promise<Several> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-several-'))
  fs.chmodSync(home, 0o755)
  const { DATABASE_URL: _, DANLIU_BACKUP: _one, DANLIU_BACKUP_SECOND: _two, DANLIU_KEY: _key, ...outside } = process.env
  const env = { ...outside, DANLIU_HOME: home, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...(elsewhere && { DATABASE_URL: elsewhere.url }) }
  const members: Member[] = []
  let complained = '', failed = ''
  const run = (...words: string[]) => {
    const child = spawn(path.join(root, 'danliu'), ['--home', home, '--company', 'demo', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stderr.on('data', (text: Buffer) => {
      complained = (complained + text).slice(-3000)
      // A house whose database is away says much; a call that failed is a fault of ours.
      for (const line of String(text).split('\n')) if (line.includes('"call failed"')) failed = line
    })
    return child
  }
  const command = async (...words: string[]) => {
    const child = run(...words)
    let said = ''
    child.stdout.on('data', (text: Buffer) => { said += text })
    await once(child, 'close')
    if (child.exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${child.exitCode}: ${complained}`)
    return said.trim()
  }
  const begin = async (kind: Kind) => {
    const child = run(...(kind === 'web' ? ['serve', '--only', 'web'] : ['work']))
    const member: Member = { kind, child, port: 0 }
    members.push(member)
    let said = ''
    child.stdout.on('data', (text: Buffer) => { said += text })
    for (let i = 0; kind === 'web' ? member.port === 0 : !said.includes('works for the company'); i++) {
      member.port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? 0)
      if (i > 6000 || child.exitCode !== null) throw new Error(`a ${kind} process did not begin: ${complained}`)
      await sleep(10)
    }
    return member
  }
  const gone = async (member: Member, signal: NodeJS.Signals) => {
    members.splice(members.indexOf(member), 1)
    if (member.child.exitCode !== null || member.child.signalCode !== null) throw new Error(`a ${member.kind} process had ended by itself (${member.child.exitCode ?? member.child.signalCode}): ${complained}`)
    const ended = once(member.child, 'exit')
    member.child.kill(signal)
    await ended
    if (signal === 'SIGTERM' && member.child.exitCode !== 0) throw new Error(`SIGTERM ended ${member.kind} with ${member.child.exitCode}: ${complained}`)
  }
  const proxy = await openProxy(() => members.filter(m => m.port > 0).map(m => m.port))
  const ofDatabase = elsewhere?.strikes ?? { postgres: async (random: () => number) => { killPostgres(several, random() < 0.5) } }
  /** Each comes once before one comes again. */
  const due: string[] = []
  const several: Several = {
    home, address: proxy.address, tokens: {} as Record<Role, string>, command, complained: () => failed || complained,
    doors: () => members.filter(m => m.port > 0).map(m => `http://127.0.0.1:${m.port}`),
    async strike(random) {
      if (due.length === 0) due.push('web', 'work', ...Object.keys(ofDatabase), 'leave')
      const [kind] = due.splice(Math.floor(random() * due.length), 1) as [string]
      if (ofDatabase[kind]) { await ofDatabase[kind](random); return kind }
      const wanted: Kind = kind === 'work' || (kind === 'leave' && random() < 0.5) ? 'work' : 'web'
      const of = members.filter(m => m.kind === wanted)
      await gone(of[Math.floor(random() * of.length)]!, kind === 'leave' ? 'SIGTERM' : 'SIGKILL')
      await begin(wanted)
      return kind === 'leave' ? `SIGTERM of ${wanted}` : wanted
    },
    async close(signal = 'SIGKILL') {
      proxy.close()
      for (const member of [...members]) await gone(member, signal)
      if (signal === 'SIGTERM') return
      await clear(home)
    },
  }
  try {
    const give = async () => {
      const tokens = {} as Record<Role, string>
      for (const role of roles) tokens[role] = await command('token', 'add', '--role', role, '--name', `several ${role}`)
      return JSON.stringify(tokens)
    }
    several.tokens = JSON.parse(await (elsewhere ? give() : madeOnce(home, 'several', give))) as Record<Role, string>
    await Promise.all([...Array.from({ length: doors }, () => begin('web')), ...Array.from({ length: workers }, () => begin('work'))])
  } catch (error) {
    await several.close().catch(() => {})
    throw error
  }
  return several
}

/** Lines in turn to the doors that are there; a door that is not is passed over, one that dies takes its lines along. */
function openProxy(ports: () => number[]): Promise<{ address: string; close(): void }> {
  let turn = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer(line => {
    const all = ports()
    sockets.add(line)
    line.on('error', () => {}).on('close', () => sockets.delete(line))
    const attempt = (left: number) => {
      const port = all[turn++ % all.length]
      if (left === 0 || port === undefined) { line.destroy(); return }
      const door = net.connect(port, '127.0.0.1')
      door.once('connect', () => { line.pipe(door); door.pipe(line); door.on('error', () => line.destroy()).on('close', () => line.destroy()); line.on('close', () => door.destroy()) })
      door.once('error', () => { if (door.connecting || door.pending) attempt(left - 1) })
    }
    attempt(all.length)
  })
  return new Promise(done => server.listen(0, '127.0.0.1', () => done({
    address: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, close: () => { for (const socket of sockets) socket.destroy(); server.close() },
  })))
}

// —— those who work in it ——

export interface Worked { strikes: Record<string, number>; seed: number; acknowledged: number; repeated: number; /** Why a call was sent again. */ again: Record<string, number>; waitedMs: { p50: number; max: number }; handedOver: number; missing: string[]; doubled: string[]; stages: Record<string, number>; verify: Awaited<ReturnType<typeof verify>> }

/** Orders come in and go through every step, each call with a key and repeated until it is answered, while processes are killed and come back. */
export async function workedThrough({ strikes, seed, elsewhere, say = () => {} }: { strikes: number; seed: number; elsewhere?: Elsewhere; say?: (line: string) => void }): Promise<Worked> {
  const random = dice(seed)
  const house = await openSeveral({ doors: 2, workers: 2, elsewhere })
  const acknowledged = new Set<string>(), handedOver = new Set<string>()
  const struck: Record<string, number> = {}, again: Record<string, number> = {}
  const waited: number[] = []
  let repeated = 0, going = true, next = 0
  const faults: unknown[] = []
  /** One call, with one key until it is answered. */
  const call = async (role: Role, method: string, where: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> => {
    const key = randomUUID()
    for (const began = Date.now(); ; await sleep(30)) {
      let why = 'silent'
      try {
        const answer = await fetch(house.address + where, {
          method, headers: { authorization: `Bearer ${house.tokens[role]}`, ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': key }) },
          ...(body !== undefined && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(20_000),
        })
        const json = await answer.json() as { code?: string }
        if (answer.status === 200) { waited.push(Date.now() - began); return json }
        why = json.code ?? why
        if (answer.status < 500 && json.code !== 'running') throw new Refused(`${where} answered ${answer.status}: ${JSON.stringify(json).slice(0, 300)}`)
        if (answer.status === 500) throw new Refused(`${where} answered 500`)
      } catch (error) { if (error instanceof Refused) throw error }
      repeated++
      again[why] = (again[why] ?? 0) + 1
      if (Date.now() - began > 90_000) throw new Error(`${where} found no answer in 90 s`)
    }
  }
  const loop = async (what: () => Promise<number>, restMs: number) => {
    while (going && faults.length === 0) try { if (await what() === 0) await sleep(restMs) } catch (error) { faults.push(error) }
  }
  try {
    const { warehouses } = await call('clerk', 'GET', '/api/warehouses')
    const { carriers } = await call('clerk', 'GET', '/api/carriers')
    const warehouse = String(warehouses[0].id)
    const people = [
      loop(async () => {
        const orders = Array.from({ length: 1 + Math.floor(random() * 5) }, () => order(next++))
        const taken = await call('clerk', 'POST', '/api/intake/orders', { shop: 'demo', orders })
        if (taken.accepted !== orders.length) throw new Error(`a call with a key was carried out twice or not: ${JSON.stringify(taken)}`)
        for (const one of orders) acknowledged.add(one.number)
        return 0
      }, 60),
      loop(async () => {
        const { wave, orders } = await call('picker', 'POST', '/api/waves', { warehouse, kind: random() < 0.5 ? 'single' : 'multi' })
        if (!wave) return 0
        await call('picker', 'POST', `/api/waves/${wave}/finish`, { paper: true })
        return orders.length
      }, 200),
      loop(async () => {
        const { orders } = await call('checker', 'GET', '/api/orders?stage=checking&limit=50')
        for (const { id } of orders) {
          const { lines } = await call('checker', 'GET', `/api/orders/${id}`)
          await call('checker', 'POST', '/api/checking', { orders: [{ order: id, items: lines.map((l: { code: string; quantity: number }) => ({ code: l.code, quantity: l.quantity })) }] })
        }
        return orders.length
      }, 200),
      loop(async () => {
        const { orders } = await call('packer', 'GET', '/api/orders?stage=packing&limit=50')
        if (orders.length) await call('packer', 'POST', '/api/packing', { orders: orders.map((o: { id: string }) => ({ order: o.id })) })
        return orders.length
      }, 200),
      loop(async () => {
        const { orders } = await call('logistics', 'GET', '/api/orders?stage=packed&limit=20')
        const parcels: { waybill: string | null; carrier: string | null }[] = []
        for (const { id } of orders) parcels.push(...(await call('logistics', 'GET', `/api/orders/${id}`)).parcels)
        // One sheet is of one carrier.
        const carrier = carriers.find((c: { code: string; name: string }) => [c.code, c.name].includes(parcels.find(p => p.waybill)?.carrier ?? ''))
        const waybills = parcels.flatMap(p => (carrier && p.waybill && [carrier.code, carrier.name].includes(p.carrier) ? [p.waybill] : []))
        if (waybills.length === 0) return 0
        const { handover } = await call('logistics', 'POST', '/api/handovers', { warehouse, carrier: String(carrier.id) })
        await call('logistics', 'POST', `/api/handovers/${handover}/scans`, { waybills })
        const { moved } = await call('logistics', 'POST', `/api/handovers/${handover}/signature`, { signer: '快递员' })
        for (const id of moved) handedOver.add(id)
        return 1
      }, 300),
    ]
    for (let n = 1; n <= strikes && faults.length === 0; n++) {
      await sleep(400 + random() * 900)
      const kind = await house.strike(random)
      struck[kind] = (struck[kind] ?? 0) + 1
      say(`${n}/${strikes} ${kind}: ${acknowledged.size} taken, ${handedOver.size} handed over, ${repeated} repeats`)
    }
    // What has been taken goes on to the dock before the day ends.
    for (const began = Date.now(); faults.length === 0 && handedOver.size < Math.min(5, strikes) && Date.now() - began < 60_000;) await sleep(100)
    going = false
    await Promise.all(people)
    if (faults.length) throw new Error(`seed ${seed}: ${String(faults[0])}: ${house.complained()}`, { cause: faults[0] })
    await house.close('SIGTERM')
    waited.sort((a, b) => a - b)
    return {
      strikes: struck, seed, acknowledged: acknowledged.size, repeated, again, waitedMs: { p50: waited[Math.floor(waited.length / 2)] ?? 0, max: waited.at(-1) ?? 0 }, handedOver: handedOver.size,
      ...await inspect(house.home, elsewhere, acknowledged, handedOver),
    }
  } finally { await house.close().catch(() => {}) }
}

class Refused extends Error {}

const inspect = (home: string, elsewhere: Elsewhere | undefined, acknowledged: Set<string>, handedOver: Set<string>) => openLeft(home, async company => {
  await runDry(company)
  const rows = await company.db.rows<{ number: string; orders: number }>(sql`select p.number, count(o.id) as orders from platform_order p left join orders o on o.source_id = p.id where p.number like 'SV%' group by p.number order by p.number`)
  const found = new Map(rows.map(r => [r.number, r.orders]))
  // What happens once in the life of an order has one line in the log.
  const twice = await company.db.rows<{ kind: string; id: number }>(sql`
    select kind, subject_id as id from event where kind in ('order.pass', 'order.refer', 'order.allocate', 'order.pick', 'order.picked', 'order.check', 'order.pack', 'order.hand-over') and subject_id in (select id from orders where number like 'SV%')
    group by kind, subject_id having count(*) > 1 order by subject_id limit 100`)
  const away = await company.db.rows<{ id: number }>(sql`select subject_id as id from event where kind = 'order.hand-over' order by subject_id`)
  const gone = new Set(away.map(a => String(a.id)))
  const stages = await company.db.rows<{ stage: string; count: number }>(sql`select stage, count(*) as count from orders where number like 'SV%' group by stage order by stage`)
  return {
    missing: [...[...acknowledged].filter(n => !found.get(n)), ...[...handedOver].filter(id => !gone.has(id)).map(id => `hand-over of ${id}`)],
    doubled: [...rows.filter(r => r.orders > 1 || !acknowledged.has(r.number)).map(r => r.number), ...twice.map(t => `${t.kind} ${t.id}`)],
    stages: Object.fromEntries(stages.map(s => [s.stage, s.count])),
    verify: await verify(company.db, { book: company.workOf(company.db, { id: 0, name: 'system', roles: ['system'], scope: { warehouses: null, shops: null } }).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes }),
  }
}, elsewhere)

function order(n: number) {
  const placedAt = new Date(Date.now() - 60_000).toISOString()
  const lines = Array.from({ length: 1 + n % 2 }, (_, i) => ({ sku: `DM${String(1 + (n * 7 + i * 5) % 6).padStart(3, '0')}`, title: `商品 ${n % 6}`, quantity: 1, unitFen: 1900 }))
  const totalFen = lines.length * 1900
  return {
    number: `SV${n}`, placedAt, paidAt: placedAt, buyer: { account: `several${n}`, name: '' },
    receiver: { name: `收件${n}`, phone: `13${String(800_000_000 + n)}`, province: '浙江省', city: '杭州市', district: '西湖区', street: `文三路${n}号4单元704室` }, lines, totalFen, paidFen: totalFen,
  }
}
