import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '#kit/sql.ts'
import { verify } from '#oversight/verify/actions.ts'
import { runDry } from '../../src/timetable.ts'
import { dice, killPostgres, limits, openLeft, openPlace, type Place } from './place.ts'

export interface Uploaded { attempts: number; faults: number; seed: number; orders: number; resumedAt: number[]; duplicates: number; missing: number; verify: Awaited<ReturnType<typeof verify>> }
interface Answer { accepted: number; duplicates: number; changed: number; refused: number; gap: boolean; run: { resumedAt: number; state: string } }

/** R4: PostgreSQL is killed in the middle of the import of a file, again and again, beside the served house; the same command goes on until it is done. */
export async function torturedUpload({ orders, faults, seed, say = () => {} }: { orders: number; faults: number; seed: number; say?: (line: string) => void }): Promise<Uploaded> {
  const random = dice(seed)
  const place = await openPlace()
  try {
    const files = writeFiles(place.home, orders)
    await place.start()
    // In the middle: what is seen to be in is whole batches, and after the last of them there is nothing left to break.
    const marks = Array.from({ length: faults }, () => Math.floor((orders - 500) * (0.05 + 0.9 * random()))).sort((a, b) => a - b)
    const resumedAt: number[] = []
    let attempts = 0, done: Answer | undefined, struck = 0
    while (!done) {
      if (++attempts > faults + 5) throw new Error(`seed ${seed}: the import found no end after ${attempts - 1} attempts`)
      const running = place.command('--json', 'import', 'orders', '--shop', 'demo', ...files)
      const ended = running.then(() => true)
      const mark = marks[struck]
      if (mark !== undefined && await reaches(place, mark, ended)) {
        const began = performance.now()
        const pid = killPostgres(place, random() < 0.5)
        struck++
        await ended
        await place.ready(began, limits.ready.postgres, () => ![undefined, pid].includes(place.postmaster()))
      }
      const { code, said, complained } = await running
      say(`import ${attempts}: ended with ${code} after ${struck} faults${code === 0 ? '' : `: ${complained.trim().split('\n').at(-1)?.slice(0, 120)}`}`)
      if (said.trim() === '') continue
      const answer = JSON.parse(said) as Answer
      resumedAt.push(answer.run.resumedAt)
      if (answer.run.state === 'done') done = answer
    }
    if (struck < faults) throw new Error(`seed ${seed}: only ${struck} of ${faults} faults came in the middle of the import`)
    if (done.gap || done.refused || done.accepted !== orders) throw new Error(`seed ${seed}: the import told ${JSON.stringify(done)}`)
    const again = JSON.parse((await place.command('--json', 'import', 'orders', '--shop', 'demo', ...files)).said) as Answer
    if (again.accepted !== 0 || again.duplicates !== orders || again.changed !== 0) throw new Error(`seed ${seed}: a second import told ${JSON.stringify(again)}`)
    await place.terminate()
    const { duplicates, missing, verified } = await inspect(place.home, orders)
    if (duplicates || missing) throw new Error(`seed ${seed}: ${duplicates} duplicates, ${missing} missing`)
    return { attempts, faults: struck, seed, orders, resumedAt, duplicates, missing, verify: verified }
  } finally {
    await place.close()
  }
}

/** Waits until so many of the file's orders are in; false when the import ended before. */
async function reaches(place: Place, mark: number, ended: Promise<boolean>): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${place.address}/api/stages`, { headers: { authorization: `Bearer ${place.token}` }, signal: AbortSignal.timeout(limits.answer) }).catch(() => undefined)
    const { stages } = answer?.ok ? await answer.json() as { stages: { count: number }[] } : { stages: [] }
    if (stages.reduce((n, s) => n + s.count, 0) >= mark) return true
    if (await Promise.race([ended, sleep(20, false)])) return false
  }
}

const inspect = (home: string, orders: number) => openLeft(home, async company => {
  await runDry(company)
  const [row] = await company.db.rows<{ orders: number; numbers: number }>(sql`select count(*) as orders, count(distinct number) as numbers from orders where number like 'UP%'`)
  return { duplicates: row!.orders - row!.numbers, missing: orders - row!.numbers, verified: await verify(company.db, { vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes }) }
})

/** Three files as a shop exports them, joined by the order's number. */
function writeFiles(home: string, orders: number): string[] {
  const numbers = Array.from({ length: orders }, (_, i) => `UP${String(i).padStart(6, '0')}`)
  const write = (name: string, head: string, rowOf: (number: string, i: number) => string) => {
    const file = path.join(home, name)
    fs.writeFileSync(file, `${[head, ...numbers.map(rowOf)].join('\n')}\n`)
    return file
  }
  return [
    write('orders.csv', '订单编号,买家会员名,总金额,买家应付货款,买家实际支付金额,退款金额,收货地址省份,订单状态,订单创建时间,订单付款时间,买家留言', (n, i) =>
      `${n},up${i},19.00,19.00,19.00,0.00,浙江省,"买家已付款,等待卖家发货",2026-03-02 09:00:00,2026-03-02 09:00:10,`),
    write('lines.csv', '订单编号,子订单编号,商家编码,宝贝标题,商品属性,价格,购买数量,优惠金额,小计', (n, i) => `${n},${n}01,DM${String(1 + i % 12).padStart(3, '0')},商品,标准,19.00,1,0.00,19.00`),
    write('receivers.csv', '订单编号,收货人姓名,联系手机,省,市,区,详细地址', (n, i) => `${n},收件${i},13${String(800_000_000 + i)},浙江省,杭州市,西湖区,文三路${i}号`),
  ]
}
