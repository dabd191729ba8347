import type { z } from 'zod'
import type { Ctx, Route } from '#kit/context.ts'
import { daysBetween } from '#kit/day.rules.ts'
import { notFound } from '#kit/problem.ts'
import type { Actor } from '#kit/work.ts'
import type { House } from '#handbook/clocks/work.ts'
import { asText, askForList, letOut } from '#people/approvals/exports.actions.ts'
import { needsApproval } from '#people/approvals/rules.ts'
import { countedMost, momentsNow, trackingCounts } from './board.actions.ts'
import * as contract from './board.contract.ts'
import { trackingOf } from './board.rules.ts'
import { exportParcels } from './export.actions.ts'
import * as store from './board.store.ts'

/** The tracking board: what the carriers say, and what they do not say. */
export function boardRoutes(route: Route, house: House): void {
  const moments = (ctx: Ctx, actor: Actor) => house.act(actor, async work => momentsNow(work), ctx.db)
  route(contract.listParcels, async (ctx, { query: { limit, after, ...filter }, actor }) => {
    const parcels = await store.listParcels(ctx.db, actor.scope, await moments(ctx, actor), filterOf(ctx, filter), { after, limit })
    return { parcels, next: parcels.length === limit ? (parcels.at(-1)?.id ?? null) : null }
  })
  route(contract.countParcels, async (ctx, { query, actor }) => {
    const count = await store.countParcels(ctx.db, actor.scope, await moments(ctx, actor), filterOf(ctx, query), countedMost + 1)
    return { count: Math.min(count, countedMost), exact: count <= countedMost, free: await house.act(actor, async ({ book }) => !needsApproval(book, 'list-export', count), ctx.db) }
  })
  route(contract.exportParcels, async (ctx, { query: { format, tongue, ...filter }, actor }) => {
    const [now, wanted] = [await moments(ctx, actor), filterOf(ctx, filter)]
    const rows = await store.countParcels(ctx.db, actor.scope, now, wanted, countedMost + 1)
    await house.act(actor, work => letOut(work, { list: 'parcels', format, rows }), ctx.db)
    return exportParcels(ctx.db, actor.scope, now, wanted, { format, tongue, utcOffsetMinutes: ctx.utcOffsetMinutes, now: ctx.now() }, undefined, ctx.reads)
  })
  route(contract.askParcelExport, async (ctx, { body: { reason, format, tongue, ...filter }, actor }) => {
    const rows = await store.countParcels(ctx.db, actor.scope, await moments(ctx, actor), filterOf(ctx, filter), countedMost)
    return { approval: await house.act(actor, work => askForList(work, { list: 'parcels', filter: asText(filter), format, tongue, newest: null }, rows, reason), ctx.db) }
  })
  route(contract.countTracking, async ({ db }, { actor }) => ({ counts: await house.act(actor, trackingCounts, db) }))
  route(contract.getParcel, async (ctx, { params: { id }, actor }) => {
    const { db } = ctx
    const parcel = await store.findParcel(db, actor.scope, id)
    if (!parcel) throw notFound('parcel')
    const [now, path, story, clocks, siblings] = await Promise.all([
      moments(ctx, actor), store.pathOf(db, id), store.storyOf(db, id), store.parcelClocks(db, id), store.siblingsOf(db, id),
    ])
    const person = (who: number | null, name: string | null) => (who === null ? null : { id: who, name: name ?? '' })
    return {
      ...parcel, tracking: trackingOf(parcel, now), path, story, clocks, siblings,
      pickedBy: person(parcel.pickedBy, parcel.pickedName), checkedBy: person(parcel.checkedBy, parcel.checkedName), packedBy: person(parcel.packedBy, parcel.packedName),
      handover: parcel.handoverId === null ? null : { id: parcel.handoverId, state: parcel.handoverState ?? '', signer: parcel.signer, signedAt: parcel.sheetSignedAt },
    }
  })
}

/** The filter of an address as the store knows it; days are the company's. */
export const filterOf = ({ utcOffsetMinutes }: Ctx, { from, to, q, ...rest }: z.output<typeof contract.parcelFilter>): store.ParcelFilter => ({
  ...rest, q: q?.trim() || undefined, ...daysBetween(utcOffsetMinutes, { from, to }),
})
