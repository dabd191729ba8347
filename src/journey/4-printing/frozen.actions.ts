import type { Ctx } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import type { Layout } from '#kit/print/layout.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { onBehalf, type Actor } from '#kit/work.ts'
import type { House, Work } from '#handbook/clocks/work.ts'
import { companyOf } from '#people/company/actions.ts'
import { movePapers } from './actions.ts'
import { chooseTemplates, layoutsOf, productsIn } from './choose.actions.ts'
import { fill, type Content } from './fields.actions.ts'
import * as store from './store.ts'

/** What printing needs of the house: transactions of its own, for a batch is made of many. */
export interface PrintHouse extends House, Pick<Ctx, 'company' | 'db' | 'log' | 'now' | 'vault' | 'utcOffsetMinutes'> { workOf(tx: Db, actor: Actor): Work }

export interface FrozenPaper { paper: store.Paper; template: string; content: Content }
/** The content of papers as it is now, sealed beside them: what is set, checked and printed is this and nothing later. */
export async function freeze(work: Work, house: PrintHouse, batch: store.Claimed, papers: readonly store.Paper[]): Promise<FrozenPaper[]> {
  const times = new Map((await store.timesPrinted(work.tx, papers)).map(t => [`${t.document} ${t.subjectId}`, t.times]))
  const nthOf = (p: store.Paper) => (times.get(`${p.document} ${p.subjectId}`) ?? 0) + 1
  const contents = await fill(work, { code: house.company, utcOffsetMinutes: house.utcOffsetMinutes }, papers.map(p => ({ document: p.document, subject: p.subjectId, paper: { batch: batch.id, place: p.place, of: batch.papers, nth: nthOf(p) } })))
  const stopped = new Map((await store.stopped(work.tx, papers.flatMap(p => p.parcelId ?? []))).map(s => [s.id, s.why]))
  const natures = new Map((await store.natures(work.tx, papers.flatMap(p => p.parcelId ?? []))).map(n => [n.id, n]))
  const tongue = batch.tongue ?? (await companyOf(work.tx, house.company)).paperTongue
  const gone: [number, Reason[]][] = []
  const going: { paper: store.Paper; content: Content }[] = []
  for (const [i, paper] of papers.entries()) {
    const isTest = paper.subjectId === 0
    const content = contents[i] ?? (isTest ? { values: { 'paper.time': new Date(work.now.getTime() + house.utcOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ') } } : undefined)
    const why = paper.parcelId === null ? undefined : stopped.get(paper.parcelId)
    if (!content || why) gone.push([paper.id, [reason(why ?? 'gone')]])
    else going.push({ paper, content })
  }
  const printers = new Map((await store.sizesOf(work.tx, going.flatMap(g => g.paper.printerId ?? []))).map(p => [p.id, p]))
  const paperOf = (id: number | null) => { const printer = printers.get(id ?? 0); return printer && { paper: { width: printer.widthMm, height: printer.heightMm } } }
  const chosen = await chooseTemplates(work.tx, going.map(({ paper, content }) => ({ document: paper.document, shopId: content.mark?.shopId ?? null, carrierId: natures.get(paper.parcelId ?? 0)?.carrierId ?? null, products: productsIn(natures.get(paper.parcelId ?? 0)), tongue, ...paperOf(paper.printerId) })))
  const frozen = going.map(({ paper, content }, i) => {
    const template = paper.subjectId === 0 ? testKey(printers.get(paper.printerId ?? 0)) : chosen[i]!.key // one for each
    const text = JSON.stringify(content)
    return { paper: { ...paper, template, nth: nthOf(paper) }, template, content, row: {
      id: paper.id, template, nth: nthOf(paper), sealed: work.vault.seal(text).toString('base64'), hash: work.vault.sign(Buffer.from(`${template}\0${text}`)).toString('hex').slice(0, 32),
      waybill: content.mark?.waybill ?? null, code: content.mark?.code ?? null, version: content.mark?.version ?? null, orderId: content.mark?.orderId ?? null,
    } }
  })
  await store.writeFrozen(work.tx, frozen.map(f => f.row), work.now)
  await refuse(work, gone)
  return frozen
}

/** The layouts and contents of papers as they were frozen, to be drawn again to the same bytes. */
export async function thawed(house: Pick<PrintHouse, 'db' | 'vault'>, papers: readonly (store.Paper & { sealed: Buffer | null })[]): Promise<{ paper: store.Paper; layout: Layout; content: Content }[]> {
  const layouts = await layoutsOf(house.db, papers.flatMap(p => p.template ?? []))
  return papers.flatMap(paper => {
    const layout = layouts.get(paper.template ?? '')
    return layout && paper.sealed ? [{ paper, layout, content: JSON.parse(house.vault.open(paper.sealed)) as Content }] : []
  })
}

/** Papers that must not go out, each with its first reason. */
export async function refuse(work: Work, wrong: readonly (readonly [id: number, reasons: Reason[]])[]): Promise<void> {
  for (const [, group] of Map.groupBy(wrong, ([, [first]]) => JSON.stringify(first))) {
    const first = group[0]![1][0]! // groups have a first, and nothing is refused without a reason
    await movePapers(work, 'refuse', group.map(([id]) => id), { code: first.code, values: { ...first.values } })
  }
}

/** Papers that are not any more as they were frozen: what changed is set anew, what was stopped does not go out. Answers which they are. */
export async function setAsideStale(house: PrintHouse, actor: Actor, papers: readonly store.Paper[]): Promise<ReadonlySet<number>> {
  const stale = await store.staleOf(house.db, papers.map(p => p.id))
  if (stale.length) await house.act(actor, async given => {
    const work = onBehalf(given)
    await store.thaw(work.tx, stale.filter(s => s.why === 'changed').map(s => s.id))
    await refuse(work, stale.filter(s => s.why !== 'changed').map(s => [s.id, [reason(s.why)]] as const))
  })
  return new Set(stale.map(s => s.id))
}

const testKey = (printer: { code: string; widthMm: number; heightMm: number } | undefined) => (printer ? `test:${printer.widthMm}x${printer.heightMm}:${printer.code}` : 'test:100x180:browser')
