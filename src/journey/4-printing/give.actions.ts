import { conflict, notFound } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import { onBehalf, type Actor } from '#kit/work.ts'
import { joined } from '#kit/print/join.ts'
import type { Layout } from '#kit/print/layout.ts'
import type { Tongue } from '#kit/words.ts'
import { companyOf } from '#people/company/actions.ts'
import { printersByCodes, printersByIds, seePrinters } from '#journey/printers/actions.ts'
import { finishBatches, moveBatches, movePapers } from './actions.ts'
import { chooseTemplates, productsIn } from './choose.actions.ts'
import { thePress } from './engine.ts'
import { fill, type Content } from './fields.actions.ts'
import { setAsideStale, thawed, type PrintHouse } from './frozen.actions.ts'
import type { DocumentKind } from './fields.rules.ts'
import { shifted } from './send.actions.ts'
import * as store from './store.ts'

const mostAtOnce = 5000

/**
 * The PDF of the papers that wait for a browser. It is drawn from what was frozen, counts as printed with this answer, and lies on no disk of
 * the house: who loses it prints again and says why.
 */
export async function takePdf(house: PrintHouse, actor: Actor, id: number, range: { document: DocumentKind | null; from: number; to: number }): Promise<{ name: string; pdf: Uint8Array }> {
  const batch = await store.findBatch(house.db, actor.scope, id)
  if (!batch) throw notFound('print batch')
  if (batch.state !== 'printing') throw conflict('batch-stands', 'This batch does not print now.', [reason('wrong-state', { state: batch.state, allowed: 'printing' })])
  const found = await store.papersToGive(house.db, id, { ...range, printerId: null, limit: mostAtOnce })
  const stale = await setAsideStale(house, actor, found)
  const papers = await thawed(house, found.filter(p => !stale.has(p.id)))
  if (papers.length === 0) throw conflict('nothing-to-give', 'Nothing of this range waits to be printed here.', [reason(batch.waiting > batch.toGive ? 'still-set' : 'nothing-to-give')])
  const pdf = await drawn(papers)
  await house.act(actor, async work => {
    const { refused } = await movePapers(work, 'print', papers.map(p => p.paper.id))
    // Somebody else has taken them meanwhile: two PDFs of one waybill must not leave.
    if (refused.length) throw conflict('given-already', 'Somebody else has just taken these papers.', [reason('given-already')])
    await finishBatches(work, [id])
  })
  return { name: `${range.document ?? 'papers'}-${id}-${papers[0]!.paper.place}-${papers.at(-1)!.paper.place}.pdf`, pdf } // there is one at least
}

/** Papers of several templates in one file, in their order. */
async function drawn(papers: readonly { layout: Layout; content: Content }[]): Promise<Uint8Array> {
  const runs: { layout: Layout; contents: Content[] }[] = []
  for (const { layout, content } of papers) {
    const last = runs.at(-1)
    if (last?.layout === layout) last.contents.push(content)
    else runs.push({ layout, contents: [content] })
  }
  const set: Uint8Array[] = []
  for (const { layout, contents } of runs) set.push((await thePress().pdf(layout, contents)).pdf)
  return joined(set)
}

/** How a document of an order would look now, dot for dot. */
export async function previewPicture(house: PrintHouse, actor: Actor, order: number, document: DocumentKind, asked: Tongue | null = null): Promise<Uint8Array> {
  const [parcel] = await store.parcelsToPrint(house.db, actor.scope, { orders: [order], wave: null, listed: false }, 1)
  if (!parcel) throw notFound('parcel of this order')
  const { content, layout } = await house.act(actor, async work => {
    // Its number and how often it was printed stand on it as they will when it is printed.
    const [batch, [printed]] = [await store.nextBatch(work.tx), await store.timesPrinted(work.tx, [{ document, subjectId: parcel.id }])]
    const [content] = await fill(work, { code: house.company, utcOffsetMinutes: house.utcOffsetMinutes }, [{ document, subject: parcel.id, paper: { batch, place: 1, of: 1, nth: (printed?.times ?? 0) + 1 } }])
    if (!content) throw notFound('document of this order')
    const [nature] = await store.natures(work.tx, [parcel.id])
    const tongue = asked ?? (await companyOf(work.tx, house.company)).paperTongue
    const [chosen] = await chooseTemplates(work.tx, [{ document, shopId: content.mark?.shopId ?? null, carrierId: nature?.carrierId ?? null, products: productsIn(nature), tongue }])
    return { content, layout: chosen!.layout } // one for each
  })
  return (await thePress().picture(layout, content, 203, { grey: true })).png
}

// ── stations ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Task { batch: number; printer: string; printerName: string; address: string; platform: string | null; copies: number; widthMm: number; heightMm: number; papers: { id: number; place: number; document: DocumentKind; pages: number; template: string; fields?: Record<string, string> }[]; pdf: string | null }

/** The next papers for printers that a station talks to itself; taken once, they are another's no more. */
export async function nextForStation(house: PrintHouse, actor: Actor, { printers: codes, most, form }: { printers: readonly string[]; most: number; form: 'pdf' | 'fields' }): Promise<Task | null> {
  const own = (await printersByCodes(house.db, actor.scope, codes)).filter(p => p.channel === 'agent' || p.channel === 'component')
  if (own.length === 0) throw notFound('printer of a station')
  await seePrinters(house.db, own.map(p => p.id), house.now())
  const next = await store.batchFor(house.db, own.map(p => p.id))
  if (!next) return null
  const printer = own.find(p => p.id === next.printerId)!
  const found = await store.papersToGive(house.db, next.id, { document: null, printerId: printer.id, from: 0, to: 100_000, limit: most })
  const stale = await setAsideStale(house, actor, found)
  const all = await thawed(house, found.filter(p => !stale.has(p.id)))
  // One task has one size of paper.
  const end = all.findIndex(p => p.layout !== all[0]?.layout)
  const papers = end < 0 ? all : all.slice(0, end)
  const [first] = papers
  if (!first) return null
  const pdf = form === 'pdf' ? Buffer.from((await thePress().pdf(shifted(first.layout, printer), papers.map(p => p.content))).pdf).toString('base64') : null
  const taken = new Set((await house.act(actor, async work => {
    const moved = await movePapers(onBehalf(work), 'print', papers.map(p => p.paper.id))
    await store.writeJob(work.tx, moved.moved, 'station')
    return moved
  })).moved)
  if (taken.size !== papers.length) { // another took some: what was drawn does not fit what is ours
    await house.act(actor, work => movePapers(onBehalf(work), 'fetch-back', [...taken]))
    return null
  }
  return {
    batch: next.id, printer: printer.code, printerName: printer.name, address: printer.address, platform: printer.platform, copies: printer.copies, widthMm: first.layout.width, heightMm: first.layout.height,
    papers: papers.map(({ paper, content }) => ({ id: paper.id, place: paper.place, document: paper.document, pages: paper.pages ?? 1, template: paper.template ?? '', ...(form === 'fields' && { fields: content.values }) })), pdf,
  }
}

/** What a station says of papers it took. What nobody knows stops the batch until somebody has looked. */
export async function reportFromStation(house: PrintHouse, actor: Actor, reports: readonly { id: number; outcome: 'printed' | 'taken' | 'not-printed' | 'unknown'; why: string }[]): Promise<number> {
  return house.act(actor, async tx => {
    const work = onBehalf(tx)
    const papers = new Map((await store.lockPapers(work.tx, reports.map(r => r.id))).filter(p => p.job === 'station' && p.state === 'printed').map(p => [p.id, p]))
    const printers = new Set((await printersByIds(work.tx, actor.scope, [...papers.values()].flatMap(p => p.printerId ?? []))).map(p => p.id))
    const own = reports.filter(r => printers.has(papers.get(r.id)?.printerId ?? 0))
    const of = (outcome: string) => own.filter(r => r.outcome === outcome).map(r => r.id)
    await movePapers(work, 'confirm', of('printed'))
    // A spooler that has taken them proves nothing yet; a person confirms.
    await store.writeJob(work.tx, of('taken'), null)
    await movePapers(work, 'fetch-back', of('not-printed'))
    for (const [batch, group] of Map.groupBy(own.filter(r => r.outcome === 'not-printed' || r.outcome === 'unknown'), r => papers.get(r.id)!.batchId)) { // own is of papers
      const places = group.map(r => papers.get(r.id)!.place) // likewise
      const unknown = group.some(r => r.outcome === 'unknown')
      await moveBatches(work, 'pause', [batch], { code: unknown ? 'unsure' : 'printer-refuses', values: { from: Math.min(...places), to: Math.max(...places), why: group[0]!.why, printer: '' } }) // groups have a first
    }
    await finishBatches(work, [...new Set([...papers.values()].map(p => p.batchId))])
    return own.length
  })
}
