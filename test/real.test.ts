import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { realData, slice } from './real/data.ts'
import { factsOf, tmall } from './real/tmall.ts'

const dir = realData('tmall-2020-02')
/** The whole by `npm run torture -- --only real`. */
const count = Number(process.env['DANLIU_ORDERS'] ?? 400)
const whole = count >= 28_010

test.skipIf(!dir)(`REAL · ${whole ? 'all 28,010' : count} orders of a real shop, from file to completed, by the command line`, async () => {
  const into = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-slice-'))
  try {
    await slice(dir!, into, count, ['lines.csv', 'receivers.csv'].map(file => ({ file, by: '订单编号', to: '订单编号' })))
    fs.copyFileSync(path.join(dir!, 'catalogue.csv'), path.join(into, 'catalogue.csv'))
    const { source, catalogue, stocked, first, taken, second, lived, verified, left, seconds } = await tmall(into, { days: whole ? 3 : 2, say: whole ? line => console.log(line) : () => {} })
    const facts = factsOf(source)
    // What data/README.md says of the whole, to the fen.
    if (whole) expect(facts).toMatchObject({ orders: 28_010, shippable: 18_955, refunded: 5132, unpaid: 3923, refundAsked: 514, totalFen: 299_576_061, paidFen: 190_248_715, refundedFen: 57_233_592, withRefund: 5646, days: 27 })
    expect(stocked).toMatchObject({ products: catalogue.length, problems: [] })

    expect(first).toMatchObject({
      accepted: facts.orders, duplicates: 0, changed: 0, refused: 0, problemCount: 0, gap: false, acceptedFen: facts.totalFen,
      byStage: { received: facts.shippable, cancelled: facts.refunded + facts.unpaid }, byClosing: { 'refunded-before-shipping': facts.refunded, 'never-paid': facts.unpaid },
    })
    expect(taken.sums).toEqual({ orders: facts.orders, totalFen: facts.totalFen, paidFen: facts.paidFen, refundedFen: facts.refundedFen, refunded: facts.withRefund, days: facts.days, uneven: 0 })
    expect(second).toMatchObject({ accepted: 0, duplicates: facts.orders, changed: 0, refused: 0, gap: false })
    // A line with a refund asked is blocked at once, before anybody looks at it.
    expect(taken.blocks.get('refund-asked') ?? 0).toBe(facts.refundAsked)
    // Formulas and HTML in remarks are the text they were.
    expect([...left.remarks].sort()).toEqual([...facts.traps].map(([remark, all]) => [remark, all.length]).sort())

    // Large orders of new customers were stopped, every one, and none left before finance had looked.
    expect(left.proof.filter(o => !o.stopped || o.shippedUnseen)).toEqual([])
    expect(left.proof.length).toBe(left.blocks.get('payment-check') ?? 0)
    if (whole) {
      expect(left.proof.length).toBeGreaterThan(0)
      for (const reason of ['transfer', 'preorder', 'shortage']) expect(left.blocks.get(reason) ?? 0).toBeGreaterThan(0)
    }

    // Of the closed ones nothing was ever reserved, picked, packed or moved.
    expect(left.closed).toEqual({ parcels: 0, reserved: 0, moved: 0, left: 0 })
    // Every other order is completed, but those that simulated customers cancelled.
    const cancelled = left.stages.find(s => s.stage === 'cancelled' && s.closing === null)?.count ?? 0
    expect(cancelled).toBeLessThan(facts.shippable * 0.05)
    expect(left.stages).toEqual(expect.arrayContaining([{ stage: 'completed', closing: null, count: facts.shippable - cancelled }]))
    // What was picked for them lies on the shelves again.
    expect(left.inCarts).toBe(0)
    expect(left.stages.reduce((n, s) => n + s.count, 0)).toBe(facts.orders)
    expect([...lived.map(l => l.verify), verified].flatMap(v => v.checks.filter(c => !c.ok))).toEqual([])
    expect(left.sums).toMatchObject({ orders: facts.orders, totalFen: facts.totalFen })
    console.log(JSON.stringify({ seconds, blocks: [...left.blocks], cancelled, acts: lived[0]!.acts }))
  } finally { fs.rmSync(into, { recursive: true, force: true }) }
}, 3_600_000)
