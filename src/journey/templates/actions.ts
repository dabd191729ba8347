import { createHash } from 'node:crypto'
import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid, notFound, Problem } from '#kit/problem.ts'
import type { Layout } from '#kit/print/layout.ts'
import { tongues, type Tongue } from '#kit/words.ts'
import type { Work } from '#kit/work.ts'
import type { DocumentKind } from '#journey/4-printing/fields.rules.ts'
import { closest, whyNotApprove, whyNotLayout, whyNotWrite, type Meant, type Wanted } from './rules.ts'
import { shipped } from './shipped.ts'
import * as store from './store.ts'

/** A template chosen for a paper: its key names it and its version for ever. */
export interface Chosen { key: string; layout: Layout }

/**
 * For each paper the template in force that is made for it most closely: the company's own before those that come with the house. Undefined only where a kind
 * has none at all.
 */
export async function templatesFor(db: Db, papers: readonly (Wanted & { carrierId?: number | null })[]): Promise<(Chosen | undefined)[]> {
  const [own, codes] = await Promise.all([store.inForce(db, [...new Set(papers.map(w => w.kind))]), store.carrierCodes(db, papers.flatMap(w => w.carrierId ?? []))])
  return papers.map(paper => {
    const w: Wanted = paper.carrierId ? { ...paper, carrier: codes.get(paper.carrierId) } : paper
    const mine = closest(own.filter(t => t.kind === w.kind), w)
    return mine ? { key: `${mine.id}:${mine.version}`, layout: mine.layout } : houses(w)
  })
}

/** The house's own template for a paper. Where several fit, the usual one: a slip on A5, a waybill on the large label. */
function houses(wanted: Wanted): Chosen | undefined {
  const tongue = wanted.tongue ?? 'zh-CN'
  const order = ['slip-a5', 'picking-sheet-a4', 'bin-label-60x40']
  const of = [...shipped().values()].filter(t => t.kind === wanted.kind).toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key) || a.layouts.en.width - b.layouts.en.width)
  const found = closest(of.map(t => ({ key: t.key, shopId: null, product: null, tongue: null, carrier: t.carrier ?? null, width: t.layouts.en.width, height: t.layouts.en.height })), wanted)
  return found && { key: keyOf(found.key, tongue), layout: shipped().get(found.key)!.layouts[tongue] } // it was made of them
}
/** The mark tells apart what a file said at one time and what another version of the house makes of it. */
const keyOf = (key: string, tongue: Tongue) => `${key}:${tongue}:${markOf(shipped().get(key)!.layouts[tongue])}` // asked for keys that are there
const markOf = (layout: Layout) => createHash('sha256').update(JSON.stringify(layout)).digest('hex').slice(0, 8)

/** Layouts by the keys that papers were printed with; a template of the house that is another by now is not found. */
export async function layoutsByKey(db: Db, keys: readonly string[]): Promise<Map<string, Layout>> {
  const found = new Map<string, Layout>()
  const own: { id: number; version: number }[] = []
  for (const key of new Set(keys)) {
    const [name, second] = key.split(':', 2)
    if (/^\d+:\d+$/.test(key)) own.push({ id: Number(name), version: Number(second) })
    else if (name && tongues.includes(second as Tongue) && shipped().has(name) && keyOf(name, second as Tongue) === key) found.set(key, shipped().get(name)!.layouts[second as Tongue]) // asked just before
  }
  for (const { id, version, layout } of own.length ? await store.layoutsOf(db, own) : []) found.set(`${id}:${version}`, layout)
  return found
}

export interface Given extends Meant { name: string; layout: Layout }

/** A template of the company's own: a draft until somebody else approves it. */
export async function addTemplate(work: Work, kind: DocumentKind, given: Given): Promise<number> {
  refuse(work, kind, given.layout)
  const id = await store.insertTemplate(work.tx, kind, work.now, work.actor.name)
  await store.putDraft(work.tx, { id, version: 1, ...given, at: work.now, by: work.actor.id, byName: work.actor.name })
  await record(work, [{ subject: 'template', id, kind: 'template.add', facts: { document: kind, title: given.name } }])
  return id
}

/** Keeps a change: over the open draft, or as the next version where the last one is approved. `version` is the one that was changed. */
export async function changeTemplate(work: Work, id: number, version: number, given: Given): Promise<number> {
  const template = await store.lockTemplate(work.tx, id)
  if (!template) throw notFound('template')
  const [last] = await store.versionsOf(work.tx, id)
  if (template.retiredAt) throw conflict('template-retired', 'It is retired.', [{ code: 'template-retired' }])
  if (!last || last.version !== version) throw conflict('changed-meanwhile', 'Somebody else has changed it meanwhile.', [{ code: 'changed-meanwhile' }])
  refuse(work, template.kind, given.layout)
  const next = last.approvedAt ? last.version + 1 : last.version
  await store.putDraft(work.tx, { id, version: next, ...given, at: work.now, by: work.actor.id, byName: work.actor.name })
  await record(work, [{ subject: 'template', id, kind: 'template.change', facts: { version: next, title: given.name } }])
  return next
}

/** A draft may still have flaws; fields that its kind does not offer it may not: they would print as nothing, or as what must not stand there. */
function refuse(work: Work, kind: DocumentKind, layout: Layout): void {
  const strange = whyNotWrite(layout, work.actor.roles)
  if (strange.length) throw new Problem(403, 'typst-for-it', 'A page in Typst is written by IT.', strange)
  const reasons = whyNotLayout(kind, layout).filter(r => r.code === 'field-not-offered')
  if (reasons.length) throw invalid('The layout asks for fields that this kind of paper does not have.', reasons)
}

export async function approveTemplate(work: Work, id: number, version: number): Promise<void> {
  const template = await store.lockTemplate(work.tx, id)
  const [last] = template ? await store.versionsOf(work.tx, id) : []
  if (!template || !last || last.version !== version) throw notFound('version')
  const layout = (await store.layoutsOf(work.tx, [{ id, version }]))[0]!.layout // a version has one
  const reasons = [...whyNotApprove({ retired: !!template.retiredAt, approved: !!last.approvedAt, changedBy: last.changedBy }, work.actor.id), ...whyNotLayout(template.kind, layout)]
  if (reasons.length) throw conflict('not-approvable', 'It cannot be approved as it is.', reasons)
  await store.writeApproval(work.tx, id, version, work.now, work.actor.id, work.actor.name)
  await record(work, [{ subject: 'template', id, kind: 'template.approve', facts: { version } }])
}

/** A retired template is used for no new paper; what it printed can still be drawn again. */
export async function retireTemplate(work: Work, id: number): Promise<void> {
  const template = await store.lockTemplate(work.tx, id)
  if (!template) throw notFound('template')
  if (template.retiredAt) throw conflict('template-retired', 'It is retired already.', [{ code: 'template-retired' }])
  await store.writeRetirement(work.tx, id, work.now, work.actor.name)
  await record(work, [{ subject: 'template', id, kind: 'template.retire' }])
}
