import type { Route } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import type { House } from '#handbook/clocks/work.ts'
import { conflict, invalid, notFound, Problem } from '#kit/problem.ts'
import { filled, type Label, type Layout } from '#kit/print/layout.ts'
import { RawFailed } from '#kit/print/raw.ts'
import { cannotSet, type Press } from '#kit/print/press.ts'
import type { Tongue } from '#kit/words.ts'
import { exampleOf, type DocumentKind } from '#journey/4-printing/fields.rules.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { exampleFor, whyNotLayout, whyNotWrite } from './rules.ts'
import { shipped, type Shipped } from './shipped.ts'
import * as store from './store.ts'

const isOwn = (ref: string) => /^\d/.test(ref)

export function templateRoutes(route: Route, house: House, press: () => Press): void {
  route(contract.listTemplates, async ({ db }, { query, actor }) => {
    const own = Map.groupBy(await store.latest(db), v => v.id)
    return { templates: [...[...own.values()].map(versions => ofCompany(versions, actor.id)), ...[...shipped().values()].map(ofHouse)].filter(t => !query.kind || t.kind === query.kind) }
  })
  route(contract.readTemplate, async ({ db }, { params: { ref }, query, actor }) => {
    const found = await layoutOf(db, ref, query)
    const versions = isOwn(ref) ? await store.versionsOf(db, Number(ref)) : []
    return { ...(isOwn(ref) ? ofCompany(versions, actor.id) : ofHouse(shipped().get(ref)!)), layout: found.layout, versions } // it was found
  })
  route(contract.pictureTemplate, async ({ db }, { params: { ref }, query }) => {
    const { kind, layout, carrier } = await layoutOf(db, ref, query)
    return { name: `${ref}.png`, type: 'image/png', body: await settled(() => pictureOf(press(), kind, layout, carrier)) }
  })
  route(contract.previewLayout, async (_, { body: { kind, layout, carrier, values, rows, dpi, grey, page }, actor }) => {
    const strange = whyNotWrite(layout, actor.roles)
    if (strange.length) throw new Problem(403, 'typst-for-it', 'A page in Typst is written by IT.', strange)
    const from = performance.now()
    const label = exampled(kind, { carrier, values, rows })
    // A paper as large as a poster is shown in fewer dots.
    const most = Math.floor(Math.sqrt(24_000_000 / (layout.width * layout.height)) * 25.4)
    const { png, pages, cut } = await settled(() => press().picture(layout, label, Math.min(dpi, most), { grey, page }))
    const said = layout.elements.flatMap(e => 'value' in e ? [filled(e.value, label.values)] : e.kind === 'table' ? e.columns.map(c => c.title) : [])
    return { png: Buffer.from(png).toString('base64'), pages, cut, missing: await press().missing(said), reasons: whyNotLayout(kind, layout), milliseconds: Math.round(performance.now() - from) }
  })
  route(contract.addTemplate, async ({ db }, { body: { kind, shop, ...given }, actor }) => ({ template: await house.act(actor, work => actions.addTemplate(work, kind, { ...given, shopId: shop }), db) }))
  route(contract.changeTemplate, async ({ db }, { params: { id }, body: { version, shop, ...given }, actor }) => ({ version: await house.act(actor, work => actions.changeTemplate(work, id, version, { ...given, shopId: shop }), db) }))
  route(contract.approveTemplate, async ({ db }, { params: { id }, body: { version }, actor }) => {
    // Set once with the examples before anybody's paper is: the press is outside of the database, and is asked before the transaction.
    const { kind, layout } = await layoutOf(db, String(id), { version })
    const { cut } = await settled(() => press().picture(layout, exampleOf(kind), 203, { grey: layout.width > 185 || layout.height > 185 }))
    if (cut.length) throw conflict('not-approvable', 'Text or a code does not fit its place.', cut.map(at => ({ code: 'element-cut', path: `elements.${at}` })))
    await house.act(actor, work => actions.approveTemplate(work, id, version), db)
    return { approved: true as const }
  })
  route(contract.retireTemplate, async ({ db }, { params: { id }, actor }) => {
    await house.act(actor, work => actions.retireTemplate(work, id), db)
    return { retired: true as const }
  })
}

/** What the press cannot set, such as a damaged picture, is a fault of the layout. */
async function settled<T>(what: () => Promise<T>): Promise<T> {
  try { return await what() } catch (error) {
    if (error instanceof RawFailed) throw invalid('The page cannot be set.', [{ code: error.code, values: error.values }])
    if (error instanceof Error && error.message.startsWith(cannotSet)) throw invalid('The layout cannot be set.', [{ code: 'layout-not-settable' }])
    throw error
  }
}

async function layoutOf(db: Db, ref: string, { tongue = 'zh-CN', version }: { tongue?: Tongue | undefined; version?: number | undefined }): Promise<{ kind: DocumentKind; layout: Layout; carrier: string | null }> {
  const house = shipped().get(ref)
  if (house) return { kind: house.kind, layout: house.layouts[tongue], carrier: house.carrier ?? null }
  const versions = isOwn(ref) ? await store.versionsOf(db, Number(ref)) : []
  const wanted = version === undefined ? versions[0] : versions.find(v => v.version === version)
  if (!wanted) throw notFound('template')
  return { kind: wanted.kind, carrier: wanted.carrier, layout: (await store.layoutsOf(db, [wanted]))[0]!.layout } // a version has one
}

/** Versions of one template, the latest first. */
function ofCompany(versions: store.Version[], reader: number) {
  const last = versions[0]! // a template has a version
  return {
    ref: String(last.id), kind: last.kind, title: [last.name, last.name, last.name] as [string, string, string], shipped: false, version: last.version, state: last.retiredAt ? 'retired' as const : last.approvedAt ? 'approved' as const : 'draft' as const,
    shop: last.shopId, carrier: last.carrier, product: last.product, tongue: last.tongue, width: last.width, height: last.height, changedAt: last.changedAt, changer: last.changer, approver: last.approver, own: last.changedBy === reader,
    inForce: last.retiredAt ? null : versions.find(v => v.approvedAt)?.version ?? null,
  }
}
const ofHouse = (t: Shipped) => ({
  ref: t.key, kind: t.kind, title: t.title, shipped: true, version: 1, state: 'shipped' as const, shop: null, carrier: t.carrier ?? null, product: null, tongue: null, width: t.layouts.en.width, height: t.layouts.en.height,
  changedAt: null, changer: null, approver: null, own: false, inForce: 1,
})

function exampled(kind: DocumentKind, { carrier, values, rows }: { carrier?: string | null | undefined; values?: Record<string, string> | undefined; rows?: number | undefined }): Label {
  const example = exampleFor(kind, carrier)
  const lists = rows === undefined ? example.lists : Object.fromEntries(Object.entries(example.lists ?? {}).map(([name, list]) => [name, Array.from({ length: rows }, (_, i) => list[i % list.length]!)])) // every list has examples
  return { values: { ...example.values, ...values }, ...(lists && { lists }) }
}

/** Small pictures for the list, kept: a layout once set looks the same ever after. */
const kept = new Map<string, Promise<Buffer>>()
function pictureOf(press: Press, kind: DocumentKind, layout: Layout, carrier: string | null): Promise<Buffer> {
  const key = JSON.stringify([kind, carrier, layout])
  const known = kept.get(key)
  if (known) return known
  // About 420 dots for the longer side; small labels are shown in their own dots.
  const dpi = Math.round(Math.min(203, Math.max(40, 560 / Math.max(layout.width, layout.height) * 25.4)))
  const made = press.picture(layout, exampled(kind, { carrier, rows: 7 }), dpi, { grey: true }).then(p => Buffer.from(p.png))
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  if (kept.size > 200) kept.delete(kept.keys().next().value!) // it has many
  return made
}
