import { randomUUID } from 'node:crypto'
import { faultOf } from '#kit/log.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { system, type Actor } from '#kit/work.ts'
import { lengthOf } from '#handbook/clauses/rules.ts'
import { markOf } from '#journey/parcel/mark.rules.ts'
import { finishBatches, moveBatches } from './actions.ts'
import { layoutsOf } from './choose.actions.ts'
import type { Printed } from '#kit/print/press.ts'
import { RawFailed } from '#kit/print/raw.ts'
import { thePress } from './engine.ts'
import { isOfParcel, type Content } from './fields.actions.ts'
import { freeze, refuse, type PrintHouse } from './frozen.actions.ts'
import { fieldsCut, mayBeCut, whyNotAlike } from './rules.ts'
import { sendNext } from './send.actions.ts'
import * as store from './store.ts'

/** This process, as the holder of a lease: what a printer has in its buffer is known here only. */
const worker = randomUUID()
const leaseMs = 30_000, sliceMs = 3000, atOnce = 4, chunk = 40, firstFew = 12, mostFaults = 5

/**
 * Takes print batches a slice further, several printers side by side: the next papers are frozen, set and checked, and those that the house itself
 * sends go to their printers. Answers how many papers went a step on.
 */
export async function printNext(house: PrintHouse): Promise<number> {
  const claimed = await store.claimBatches(house.db, worker, house.now(), new Date(house.now().getTime() + leaseMs), atOnce)
  const done = await Promise.all(claimed.map(batch => slice(house, batch)))
  return done.reduce((sum, n) => sum + n, 0)
}

async function slice(house: PrintHouse, batch: store.Claimed): Promise<number> {
  const until = Date.now() + sliceMs
  const asker: Actor = { id: batch.byId, name: batch.byName, roles: ['system'], scope: system.scope }
  try {
    let done = 0
    do {
      const set = await setNext(house, batch, asker)
      const sent = await sendNext(house, batch, asker, until)
      done += set + sent
      if (set + sent === 0) break
    } while (Date.now() < until && await store.isPrinting(house.db, batch.id))
    await house.act(asker, work => finishBatches(work, [batch.id]))
    return done
  } catch (error) {
    house.log.error({ batch: batch.id, fault: faultOf(error) }, 'a print batch failed; it is tried again')
    if (batch.faults + 1 < mostFaults) { await store.countFault(house.db, batch.id); return 0 }
    await house.act(system, work => moveBatches({ ...work, actor: { ...system, roles: ['system'] } }, 'pause', [batch.id], { code: 'fault', values: {} }))
    return 0
  }
}

/** Freezes the next papers of a batch, sets them, and reads every page back before it may go out (C9). Answers how many were dealt with. */
async function setNext(house: PrintHouse, batch: store.Claimed, asker: Actor): Promise<number> {
  const next = await store.papersToSet(house.db, batch.id, chunk)
  if (next.length === 0) return 0
  // The first few are soon on their way; the rest comes in larger pieces.
  const papers = next[0]!.place <= 1 ? next.slice(0, firstFew) : next // there is one
  const frozen = await house.act(asker, work => freeze(work, house, batch, papers))
  const press = thePress()
  const layouts = await layoutsOf(house.db, frozen.map(f => f.template))
  const wrong = new Map<number, Reason[]>()
  const pages = new Map<number, number>()
  const rare = new Set(await press.missing(frozen.flatMap(f => textsOf(f.content))))
  for (const f of frozen) {
    const lacking = rare.size ? [...new Set(textsOf(f.content).flatMap(text => [...text]))].filter(sign => rare.has(sign)) : []
    if (lacking.length) wrong.set(f.paper.id, [reason('rare-character', { characters: lacking.slice(0, 10).join('') })])
  }
  const others = new Set(frozen.flatMap(({ content: { mark } }) => (mark ? [mark.waybill, mark.code, markOf(mark)] : [])).filter(Boolean))
  // While one template's pages are read back, the next one's are set.
  await Promise.all([...Map.groupBy(frozen.filter(f => !wrong.has(f.paper.id)), f => f.template)].map(async ([template, group]) => {
    const layout = layouts.get(template)
    if (!layout) { for (const f of group) wrong.set(f.paper.id, [reason('template-gone', { template })]); return }
    let set: Printed
    try { set = await press.pdf(layout, group.map(f => f.content)) } catch (error) {
      if (!(error instanceof RawFailed)) throw error
      // What somebody wrote in Typst stops its own papers and no others.
      for (const f of group) wrong.set(f.paper.id, [reason('template-fails', { template })])
      return
    }
    const read = group.some(f => isOfParcel(f.paper.document)) ? await press.read(set.pdf) : []
    let first = 0
    for (const [at, f] of group.entries()) {
      const count = set.pages[at]! // as many as labels, proved by the press
      const codes = read.filter(r => r.page >= first && r.page < first + count).flatMap(r => r.codes)
      first += count
      pages.set(f.paper.id, count)
      const cut = set.cut.filter(c => c.label === at && !mayBeCut(layout.elements[c.element]))
      const { mark } = f.content
      const reasons = [
        ...(cut.length ? [reason('text-cut', { fields: fieldsCut(cut.map(c => layout.elements[c.element]), f.content.values).join(' ') })] : []),
        ...(f.paper.document === 'waybill' && count !== 1 ? [reason('more-pages', { pages: count })] : []),
        ...(mark ? whyNotAlike(f.paper.document, codes, { ...mark, mark: markOf(mark) }, others) : []),
      ]
      if (reasons.length) wrong.set(f.paper.id, reasons)
    }
  }))
  await house.act(asker, async work => {
    await store.writeChecked(work.tx, frozen.filter(f => !wrong.has(f.paper.id)).map(f => ({ id: f.paper.id, pages: pages.get(f.paper.id) ?? 1 })), work.now)
    await refuse(work, [...wrong])
  })
  return papers.length
}
const textsOf = ({ values, lists = {} }: Content): string[] => [...Object.values(values), ...Object.values(lists).flatMap(rows => rows.flatMap(r => Object.values(r)))]

/** After a while nobody prints a paper again as it was: what it said of a receiver goes, that it was printed stays (PR-3.contents). */
export const forgetContents = (house: PrintHouse): Promise<number> =>
  store.forgetContents(house.db, new Date(house.now().getTime() - lengthOf(house.workOf(house.db, system).book, 'PR-3.contents', 'most')), 5000)
