import { mkdtemp, rm } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CompanyDb } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { fenOf, plainText } from '#kit/files/cells.ts'
import { readTable } from '#kit/files/tables.ts'
import { conflict, Problem } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import type { Actor } from '#kit/work.ts'
import type { House } from '#handbook/clocks/work.ts'
import { billParcels } from '#journey/parcel/actions.ts'
import * as store from './bills.store.ts'

export interface Line { line: number; waybill: string; fen: number }
const waybillHeads = ['运单号', '运单号码', '快递单号', '面单号', '单号', 'waybill', 'waybill number', 'tracking number'], moneyHeads = ['金额', '费用', '运费', '应付金额', '合计', '结算金额', 'amount', 'fee', 'charge', 'total']
const mostLines = 200_000

/** A carrier's invoice marks the numbers that were used as billed; what does not fit is kept with it. The same invoice is taken once. */
export async function importBill(house: House & { db: CompanyDb }, actor: Actor, { carrier, name, bytes }: { carrier: number; name: string; bytes: AsyncIterable<Buffer> }): Promise<{ bill: number; lines: number; billed: number; skipped: number }> {
  const { lines, skipped } = await readBill(name, bytes)
  return house.act(actor, async work => {
    const fen = lines.reduce((sum, l) => sum + l.fen, 0)
    const bill = await store.insertBill(work.tx, { carrierId: carrier, name, lines: lines.length, fen, at: work.now, by: work.actor.name })
    if (bill === undefined) throw conflict('bill-known', 'An invoice of this name is here already.', [reason('bill-known', { name })])
    let billed = 0
    for (let from = 0; from < lines.length; from += 5000) {
      const part = lines.slice(from, from + 5000)
      await store.insertBillLines(work.tx, bill, part)
      billed += await billParcels(work, carrier, part.map(l => l.waybill))
    }
    await record(work, [{ subject: 'carrier', id: carrier, kind: 'carrier.bill', clause: 'SH-2.number', facts: { bill, title: name, lines: lines.length, fen, billed } }])
    return { bill, lines: lines.length, billed, skipped }
  }, house.db)
}

/** The numbers and amounts of an invoice, wherever their columns stand; a row without a number (a sum, a note) is skipped and counted. */
async function readBill(name: string, bytes: AsyncIterable<Buffer>): Promise<{ lines: Line[]; skipped: number }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'danliu-bill-'))
  try {
    const file = path.join(dir, `bill${path.extname(name).toLowerCase().replace(/[^.a-z]/g, '')}`)
    await pipeline(bytes, createWriteStream(file, { mode: 0o600 }))
    const lines: Line[] = []
    let skipped = 0
    for await (const { header, rows, problems } of readTable(file, { maxBytes: 20 * 1024 * 1024, maxRows: mostLines })) {
      const [number, money] = [waybillHeads, moneyHeads].map(known => header.findIndex(word => known.includes(word.normalize('NFKC').trim().toLowerCase())))
      if (number === undefined || number < 0) throw new Problem(422, 'columns-missing', 'The file has no column of waybill numbers.', [reason('bill-no-numbers', { known: waybillHeads.slice(0, 3).join('/') })])
      skipped += problems.filter(p => p.code === 'row-malformed' || p.code === 'cell-too-long').length
      for (const { row, cells } of rows) {
        const waybill = plainText(cells[number] ?? '').replace(/\s/g, '').toUpperCase()
        if (!/^[A-Z0-9-]{6,40}$/.test(waybill)) { skipped++; continue }
        const fen = fenOf(cells[money ?? -1] ?? '', { negative: true })
        lines.push({ line: row, waybill, fen: fen.ok ? fen.value : 0 })
      }
    }
    return { lines, skipped }
  } finally { await rm(dir, { recursive: true, force: true }) }
}
