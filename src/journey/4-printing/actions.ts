import { record } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import { reason, type Outcome, type Reason } from '#kit/verdict.ts'
import { onBehalf } from '#kit/work.ts'
import type { Tongue } from '#kit/words.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { printersByIds } from '#journey/printers/actions.ts'
import { isDriven, type Printer } from '#journey/printers/rules.ts'
import { isOfParcel } from './fields.actions.ts'
import type { DocumentKind } from './fields.rules.ts'
import { whyNotPrint, whyNotResume, type ReprintReason } from './rules.ts'
import { batchLife, paperLife, type BatchMove, type PaperMove } from './states.ts'
import * as store from './store.ts'

/** What is to be printed: documents of orders, of a wave (with its own sheet), of a hand-over sheet, labels of bins or products. */
export interface Asked {
  orders?: readonly number[] | undefined; /** The orders in this order, and not in that of picking. */ listed?: boolean | undefined; wave?: number | undefined; handover?: number | undefined; bins?: readonly number[] | undefined; skus?: readonly number[] | undefined; /** A movement of a receipt or an adjustment. */ movement?: number | undefined
  documents: readonly DocumentKind[]; /** Which printer, by document; none means a PDF in the browser. */ printers?: Readonly<Partial<Record<DocumentKind, number | null>>> | undefined; reason?: ReprintReason | null | undefined; /** None means the company's. */ tongue?: Tongue | null | undefined
}
export interface Refused { order: number | null; number: string | null; document: DocumentKind; reasons: Reason[] }
export interface Plan { papers: (store.NewPaper & { number: string | null; again: boolean })[]; refused: Refused[]; warehouseId: number | null; origin: string; originId: number | null; tongue: Tongue | null }

const origins = ['orders', 'wave', 'handover', 'bins', 'skus', 'movement'] as const
const possible: Record<(typeof origins)[number], readonly DocumentKind[]> = {
  orders: ['slip', 'gift-slip', 'waybill', 'return-label'], wave: ['picking-sheet', 'slip', 'gift-slip', 'waybill'], handover: ['handover-sheet'], bins: ['bin-label', 'stocktake-sheet'], skus: ['sku-label'], movement: ['receipt', 'adjustment-slip'],
}

/** What printing would do, paper by paper in the order of picking, and what it would not, with every reason (PR-1). */
export async function planPapers(work: Work, asked: Asked): Promise<Plan> {
  const origin = origins.find(o => asked[o] !== undefined)
  if (!origin) throw invalid('Say what to print: orders, a wave, a hand-over sheet, bins, products or a movement of stock.')
  const strange = asked.documents.filter(d => !possible[origin].includes(d))
  if (strange.length) throw invalid(`${strange.join(', ')} cannot be printed of ${origin}.`, [reason('document-not-of', { document: strange[0]!, origin })]) // there is one
  const printers = await printersFor(work, asked)
  const base = (document: DocumentKind, turn: number) => ({ turn, document, printerId: asked.printers?.[document] ?? null, driven: isDriven(printers.get(asked.printers?.[document] ?? 0)?.channel ?? 'browser'), again: false, orderId: null, parcelId: null, number: null })
  const tongue = asked.tongue ?? null
  if (origin !== 'orders' && origin !== 'wave') {
    const subjects = await subjectsOf(work, asked, origin)
    if (subjects.length === 0) throw notFound(nouns[origin])
    const papers = subjects.filter(s => asked.documents.includes(s.document)).map(({ id, document, place }) => ({ ...base(document, asked.documents.indexOf(document)), place, subjectId: id }))
    return { origin: origin === 'movement' ? 'stock' : origin, originId: asked.handover ?? asked.movement ?? null, warehouseId: subjects[0]?.warehouseId ?? null, refused: [], tongue, papers }
  }
  const wave = asked.wave === undefined ? undefined : await store.placeOfWave(work.tx, work.actor.scope, asked.wave)
  if (asked.wave !== undefined && !wave) throw notFound('wave')
  const parcels = await store.parcelsToPrint(work.tx, work.actor.scope, { orders: asked.orders ?? null, wave: asked.wave ?? null, listed: asked.listed ?? false })
  const documents = asked.documents.filter(isOfParcel)
  const refused: Refused[] = []
  const papers: Plan['papers'] = asked.documents.includes('picking-sheet') ? [{ ...base('picking-sheet', 0), place: 0, subjectId: asked.wave! }] : [] // a sheet is of a wave only
  let place = 0
  for (const p of parcels) {
    const going = documents.filter(document => {
      const reasons = whyNotPrint(p, document, asked.reason ?? null)
      if (reasons.length) refused.push({ order: p.orderId, number: p.number, document, reasons })
      return reasons.length === 0
    })
    if (going.length) place++
    papers.push(...going.map(document => ({ ...base(document, asked.documents.indexOf(document) + 1), place, orderId: p.orderId, parcelId: p.id, subjectId: p.id, number: p.number, again: (p.printed[document] ?? 0) > 0 })))
  }
  const found = new Set(parcels.map(p => p.orderId))
  for (const order of asked.orders ?? []) if (!found.has(order)) refused.push({ order, number: null, document: asked.documents[0]!, reasons: [reason('no-parcel')] }) // a contract asks for one at least
  return { origin, originId: asked.wave ?? null, warehouseId: wave?.warehouseId ?? parcels[0]?.warehouseId ?? null, papers, refused, tongue }
}

const nouns = { handover: 'hand-over sheet', bins: 'bin', skus: 'product', movement: 'receipt or adjustment' } as const
interface SubjectPaper { id: number; warehouseId: number | null; document: DocumentKind; place: number }
/** What papers that belong to no parcel are of. Bins give a label each, and a sheet for counting each zone: its subject is the zone's first bin. */
async function subjectsOf({ tx, actor: { scope } }: Work, asked: Asked, origin: keyof typeof nouns): Promise<SubjectPaper[]> {
  const all = (document: DocumentKind, of: readonly { id: number; warehouseId: number | null }[]) => of.map(({ id, warehouseId }, i) => ({ id, warehouseId, document, place: i + 1 }))
  if (origin === 'skus') return all('sku-label', (await store.skus(tx, asked.skus ?? [])).map(s => ({ ...s, warehouseId: null })))
  if (origin === 'movement') { const found = await store.stockPaper(tx, scope, asked.movement ?? 0); return found ? all(found.document, [found]) : [] }
  if (origin === 'handover') { const found = await store.placeOfSheet(tx, scope, asked.handover ?? 0); return found ? all('handover-sheet', [{ id: asked.handover ?? 0, ...found }]) : [] }
  const bins = await store.bins(tx, scope, asked.bins ?? [])
  return [...all('bin-label', bins), ...all('stocktake-sheet', [...Map.groupBy(bins, b => `${b.warehouseId} ${b.zone}`)].map(([, [first]]) => first!))] // a group has a first
}

async function printersFor(work: Work, asked: Asked): Promise<Map<number, Printer>> {
  const ids = Object.values(asked.printers ?? {}).filter(p => p !== null)
  const printers = new Map((await printersByIds(work.tx, work.actor.scope, ids)).filter(p => p.retiredAt === null).map(p => [p.id, p]))
  if (ids.some(id => !printers.has(id))) throw notFound('printer')
  return printers
}

export interface Made { batch: number | null; papers: number; refused: Refused[] }
/** Makes a print batch; it is set, checked and printed in the background. */
export async function makeBatch(work: Work, asked: Asked): Promise<Made> {
  const plan = await planPapers(work, asked)
  return { ...await writeBatch(work, { ...plan, documents: asked.documents.filter(d => plan.papers.some(p => p.document === d)), reason: asked.reason ?? null, againOf: null }), refused: plan.refused }
}
async function writeBatch(work: Work, plan: Omit<Plan, 'refused'> & { documents: readonly string[]; reason: string | null; againOf: number | null }): Promise<{ batch: number | null; papers: number }> {
  if (plan.papers.length === 0) return { batch: null, papers: 0 }
  if (plan.papers.length > mostPapers) throw invalid(`A batch has at most ${mostPapers} papers.`, [reason('batch-too-large', { most: mostPapers })])
  const printers = [...new Set(plan.papers.flatMap(p => p.printerId ?? []))]
  const batch = await store.insertBatch(work.tx, { ...plan, printers, papers: plan.papers.length, at: work.now, by: work.actor })
  await store.insertPapers(work.tx, batch, plan.papers)
  await record(work, [{ subject: 'print-batch', id: batch, kind: 'print-batch.make', after: 'printing', clause: plan.reason ? 'PR-3.reprint' : 'PR-1.print', facts: { origin: plan.origin, ...(plan.originId !== null && { of: plan.originId }), documents: plan.documents, papers: plan.papers.length, ...(plan.reason && { reason: plan.reason }), ...(plan.againOf && { again: plan.againOf }) } }])
  return { batch, papers: plan.papers.length }
}
const mostPapers = 20_000

/** Prints a range of a batch again: a new batch, counted under its reason; the papers it takes the place of are void (PR-3.reprint). */
export async function reprint(work: Work, id: number, again: { from: number; to: number; document: DocumentKind | null; reason: ReprintReason; printers?: Asked['printers']; tongue?: Asked['tongue'] }): Promise<Made> {
  const batch = await store.findBatch(work.tx, work.actor.scope, id)
  if (!batch) throw notFound('print batch')
  const old = await store.papersOf(work.tx, id, { states: ['printed', 'confirmed', 'refused', 'void'], from: again.from, to: again.to, document: again.document, limit: mostPapers })
  if (old.length === 0) throw conflict('nothing-printed', 'Nothing of this range has been printed.', [reason('nothing-printed')])
  const printers = await printersFor(work, { documents: [], printers: again.printers })
  const parcels = old.flatMap(p => p.parcelId ?? [])
  const now = new Map((parcels.length ? await store.parcelsToPrint(work.tx, work.actor.scope, { orders: old.flatMap(p => p.orderId ?? []), wave: null, listed: false }, mostPapers) : []).map(p => [p.orderId, p]))
  const refused: Refused[] = []
  const going = old.flatMap(p => {
    const parcel = p.orderId === null ? undefined : now.get(p.orderId)
    const reasons = p.orderId === null ? [] : parcel ? whyNotPrint(parcel, p.document, again.reason) : [reason('parcel-void', {}, 'PR-3.void')]
    if (reasons.length) { refused.push({ order: p.orderId, number: parcel?.number ?? null, document: p.document, reasons }); return [] }
    const printerId = again.printers && p.document in again.printers ? again.printers[p.document] ?? null : p.printerId
    const driven = again.printers && p.document in again.printers ? isDriven(printers.get(printerId ?? 0)?.channel ?? 'browser') : p.driven
    return [{ old: p.id, place: p.place, turn: p.turn, document: p.document, printerId, driven, orderId: p.orderId, parcelId: parcel?.id ?? null, subjectId: parcel?.id ?? p.subjectId, number: parcel?.number ?? null, again: true }]
  })
  const made = await writeBatch(work, { origin: 'reprint', originId: id, warehouseId: batch.warehouseId, tongue: again.tongue === undefined ? batch.tongue : again.tongue, papers: going, documents: [...new Set(going.map(p => p.document))], reason: again.reason, againOf: id })
  if (made.batch !== null) await movePapers(onBehalf(work), 'void', going.map(p => p.old), { code: again.reason, values: { batch: made.batch } })
  return { ...made, refused }
}

// ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const moveBatches = (work: Work, move: BatchMove, ids: readonly number[], stop: { code: string; values: Record<string, string | number> } | null = null): Promise<Outcome> => moveSet(
  work, batchLife,
  { move, ids, lock: wanted => store.lockBatches(work.tx, wanted, work.actor.scope), write: async rows => { await store.writeBatchStates(work.tx, rows, work.now, stop) }, facts: () => (stop ? { stop: stop.code, ...stop.values } : {}) },
  async () => {},
)

/** Every print is an event: who, which document of what, by which template, the mark of its content, the n-th time, on which printer (PR-3). */
export const movePapers = (work: Work, move: PaperMove, ids: readonly number[], why: { code: string; values: Record<string, unknown> } | null = null): Promise<Outcome> => ids.length === 0 ? Promise.resolve({ moved: [], refused: [] }) : moveSet(
  work, paperLife,
  {
    move, ids, lock: wanted => store.lockPapers(work.tx, wanted), write: async rows => { await store.writePaperStates(work.tx, rows, work.now, why) },
    clause: move === 'void' ? 'PR-3.void' : 'PR-1.print',
    facts: p => ({ document: p.document, batch: p.batchId, place: p.place, ...(p.orderId && { order: p.orderId }), ...(p.parcelId && { parcel: p.parcelId }), ...(move === 'print' && { template: p.template, hash: p.hash, nth: p.nth, ...(p.printerId && { printer: p.printerId }) }), ...(why && { why: why.code }) }),
  },
  async () => {},
)

/** A batch stops, goes on or ends by a person's word. Going on after a doubt, the person says which was the last good paper. */
export async function actOnBatch(work: Work, id: number, act: 'pause' | 'resume' | 'cancel' | 'confirm', { lastGood }: { lastGood: number | null }): Promise<Reason[]> {
  const batch = await store.findBatch(work.tx, work.actor.scope, id)
  if (!batch) throw notFound('print batch')
  if (act === 'confirm') {
    const seen = await store.papersOf(work.tx, id, { states: ['printed'], from: 0, to: lastGood ?? 1_000_000, document: null, limit: mostPapers })
    await movePapers(work, 'confirm', seen.filter(p => !p.driven || p.job === null).map(p => p.id))
    return []
  }
  if (act === 'resume') {
    const doubtful = await store.papersInDoubt(work.tx, id)
    const reasons = whyNotResume({ stopCode: batch.stopCode, unsure: doubtful.length }, lastGood)
    if (reasons.length) return reasons
    if (lastGood !== null) {
      await movePapers(work, 'confirm', doubtful.filter(p => p.place <= lastGood).map(p => p.id))
      await movePapers(work, 'fetch-back', doubtful.filter(p => p.place > lastGood).map(p => p.id))
    }
  }
  const { refused } = await moveBatches(work, act, [id])
  if (refused[0]) return refused[0].reasons
  if (act === 'cancel') await movePapers(onBehalf(work), 'void', (await store.papersOf(work.tx, id, { states: ['waiting'], from: 0, to: 1_000_000, document: null, limit: mostPapers })).map(p => p.id), { code: 'cancelled', values: {} })
  if (act === 'resume') await finishBatches(work, [id])
  return []
}

/** Batches of which nothing waits any more have been printed. */
export async function finishBatches(work: Work, ids: readonly number[]): Promise<void> {
  const done = (await store.unfinished(work.tx, ids)).filter(b => b.waiting === 0 && b.inDoubt === 0).map(b => b.id)
  if (done.length) await moveBatches(onBehalf(work), 'finish', done)
}

/** What was edited or cancelled: its papers are void at every station (PR-3.void). */
export const voidOutdated = async (work: Work, parcels: readonly number[]): Promise<void> => {
  await movePapers(onBehalf(work), 'void', (await store.outdatedPapers(work.tx, parcels)).map(p => p.id), { code: 'outdated', values: {} })
}

/** A page for the setting up of a printer: its edge, a ruler, codes. */
export async function testPage(work: Work, printerId: number): Promise<{ batch: number | null }> {
  const [printer] = await printersByIds(work.tx, work.actor.scope, [printerId])
  if (!printer || printer.retiredAt) throw notFound('printer')
  return writeBatch(work, { origin: 'test', originId: printer.id, warehouseId: printer.warehouseId, tongue: null, documents: ['bin-label'], reason: null, againOf: null, papers: [{ place: 1, turn: 0, document: 'bin-label', printerId: printer.id, driven: isDriven(printer.channel), orderId: null, parcelId: null, subjectId: 0, number: null, again: false }] })
}
