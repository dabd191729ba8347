import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fenOf } from '#kit/files/cells.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { figure } from '#handbook/clauses/rules.ts'
import { openLeft } from '../torture/place.ts'
import { rowsOf } from './data.ts'

const root = path.resolve(import.meta.dirname, '../..')
const company = 'real'

interface Verified { ok: boolean; checks: { name: string; ok: boolean; counted: number; bad: string[] }[] }
interface Imported { accepted: number; duplicates: number; changed: number; refused: number; problemCount: number; gap: boolean; acceptedFen: number; byStage: Record<string, number>; byClosing: Record<string, number> }
interface Simulated { acts: Record<string, number>; stages: { stage: string; count: number }[]; verify: Verified }

/**
 * The real orders as a user brings them: a fresh home, a company, the catalogue, the orders twice, then staff, customers and
 * carriers with faults until everything that may ship is completed. All by the command line; what it says is answered
 * beside what the files say.
 */
export async function tmall(dir: string, { days = 3, say = () => {} }: { days?: number; say?: (line: string) => void } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-real-'))
  fs.chmodSync(home, 0o755)
  const seconds: Record<string, number> = {}
  const danliu = async <T>(...words: string[]): Promise<T> => {
    const began = performance.now()
    const { DATABASE_URL: _, ...env } = process.env
    const child = spawn(path.join(root, 'danliu'), ['--home', home, '--company', company, '--json', ...words], { env: { ...env, LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = '', complained = ''
    child.stdout.on('data', (text: Buffer) => { said += text })
    child.stderr.on('data', (text: Buffer) => { complained += text })
    await once(child, 'close')
    const name = words.filter(w => !w.startsWith('-') && !w.includes('/')).slice(0, 2).join(' ')
    const key = seconds[name] === undefined ? name : `${name} again`
    seconds[key] = Math.round((performance.now() - began) / 100) / 10
    say(`${key}: ended with ${child.exitCode} after ${seconds[key]} s`)
    if (said.trim() === '') throw new Error(`danliu ${words.join(' ')} ended with ${child.exitCode}: ${complained.slice(-500)}`)
    return JSON.parse(said) as T
  }
  try {
    const source = await rowsOf(path.join(dir, 'orders.csv'))
    const catalogue = await rowsOf(path.join(dir, 'catalogue.csv'))
    await danliu('company', 'add', company)
    const stocked = await danliu<{ products: number; pieces: number; problems: unknown[] }>('import', 'catalogue', path.join(dir, 'catalogue.csv'))
    const files = ['orders', 'lines', 'receivers'].map(f => path.join(dir, `${f}.csv`))
    const first = await danliu<Imported>('import', 'orders', '--shop', 'tmall', ...files)
    const taken = await look(home)
    const second = await danliu<Imported>('import', 'orders', '--shop', 'tmall', ...files)
    const lived = [await danliu<Simulated>('simulate', '--seed', '1', '--days', String(days), '--faults'), await danliu<Simulated>('simulate', '--seed', '2')]
    const verified = await danliu<Verified>('verify')
    return { source, catalogue, stocked, first, taken, second, lived, verified, left: await look(home), seconds }
  } finally {
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

export type Looked = Awaited<ReturnType<typeof look>>
/** What stands in the company, read aside from every command. */
const look = (home: string) => openLeft(home, async ({ db, workOf }) => {
  const large = figure(workOf(db, system).book, 'RV-3.proof', 'large').value as number
  const [sums] = await db.rows<{ orders: number; totalFen: number; paidFen: number; refundedFen: number; refunded: number; days: number; uneven: number }>(sql`
    select count(*) as orders, sum(total_fen)::bigint as "totalFen", sum(paid_fen)::bigint as "paidFen", sum(refunded_fen)::bigint as "refundedFen", count(*) filter (where refunded_fen > 0) as refunded,
      count(distinct (placed_at at time zone 'Asia/Shanghai')::date) as days, count(*) filter (where closing is distinct from 'never-paid' and total_fen <> paid_fen + refunded_fen) as uneven from orders`)
  const stages = await db.rows<{ stage: string; closing: string | null; count: number }>(sql`select stage, closing, count(*) as count from orders group by 1, 2 order by 1, 2`)
  const blocks = await db.rows<{ reason: string; count: number }>(sql`select reason, count(distinct order_id) as count from order_block group by 1 order by 1`)
  const [closed] = await db.rows<{ parcels: number; reserved: number; moved: number; left: number }>(sql`
    select (select count(*) from parcel p join orders o on o.id = p.order_id where o.closing is not null) as parcels,
      (select count(*) from reservation r join orders o on o.id = r.order_id where o.closing is not null) as reserved,
      (select count(*) from movement m join orders o on o.id = m.cause_id where m.cause in ('pick', 'ship') and o.closing is not null) as moved,
      (select count(*) from event e join orders o on o.id = e.subject_id where e.subject = 'order' and o.closing is not null and e.kind <> 'order.close') as left`)
  const [carts] = await db.rows<{ pieces: number }>(sql`select coalesce(sum(picked), 0) as pieces from pick where dropped_at is not null and returned_at is null`)
  const remarks = await db.rows<{ remark: string; count: number }>(sql`select buyer_remark as remark, count(*) as count from orders where buyer_remark ~ '[=<]' group by 1 order by 1`)
  // Orders of customers met for the first time, large by the clause's figure, beside those that finance was asked to look at.
  const proof = await db.rows<{ number: string; stopped: boolean; shippedUnseen: boolean }>(sql`
    select o.number, b.order_id is not null as stopped, o.stage in ('handed-over', 'in-transit', 'signed', 'completed') and b.released_at is null as "shippedUnseen"
    from orders o left join order_block b on b.order_id = o.id and b.reason = 'payment-check'
    where o.closing is null and o.first_order and o.total_fen >= ${large} order by o.number`)
  return { sums: sums!, inCarts: carts!.pieces, stages, blocks: new Map(blocks.map(b => [b.reason, b.count])), closed: closed!, remarks: new Map(remarks.map(r => [r.remark, r.count])), proof }
}, { name: company })
/** What the orders' file says of itself, counted apart from the house. */
export function factsOf(source: readonly Record<string, string>[]) {
  const fen = (text: string | undefined) => { const read = fenOf(text ?? ''); return read.ok ? read.value : Number.NaN }
  const sum = (column: string) => source.reduce((n, o) => n + fen(o[column]), 0)
  const status = (word: string) => source.filter(o => o['订单状态'] === word)
  const work = status('买家已付款,等待卖家发货')
  return {
    orders: source.length, shippable: work.length, refunded: status('交易关闭').length, unpaid: status('交易关闭(未付款)').length,
    refundAsked: work.filter(o => fen(o['退款金额']) > 0).length, totalFen: sum('总金额'), paidFen: sum('买家实际支付金额'), refundedFen: sum('退款金额'), withRefund: source.filter(o => fen(o['退款金额']) > 0).length,
    days: new Set(source.map(o => o['订单创建时间']!.slice(0, 10))).size,
    traps: Map.groupBy(source.map(o => o['买家留言'] ?? '').filter(text => /[=<]/.test(text)), text => text),
  }
}
