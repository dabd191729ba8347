import { z } from 'zod'
import { wallClock } from '#kit/day.rules.ts'
import { textIn, tongues } from '#kit/words.ts'
import { adjust } from '#goods/inventory/adjust.actions.ts'
import { eraseApproved } from '#journey/erasing/actions.ts'
import { momentsNow } from '#journey/9-delivery/board.actions.ts'
import { parcelFilter } from '#journey/9-delivery/board.contract.ts'
import { filterOf as parcelsFitting } from '#journey/9-delivery/board.routes.ts'
import { exportParcels } from '#journey/9-delivery/export.actions.ts'
import { orderFilter } from '#journey/order/contract.ts'
import { exportOrders } from '#journey/order/export.actions.ts'
import { filterOf as ordersFitting } from '#journey/order/list.actions.ts'
import { tellExport } from '#people/alarms/actions.ts'
import type { ApprovalActs } from '#people/approvals/routes.ts'
import { text } from '#people/approvals/words.ts'
import type { Company } from './company.ts'

const form = { format: z.enum(['xlsx', 'csv']), tongue: z.enum(tongues), newest: z.number().nullable() }
const list = z.discriminatedUnion('list', [z.object({ list: z.literal('orders'), filter: orderFilter, ...form }), z.object({ list: z.literal('parcels'), filter: parcelFilter, ...form })])

/** What is done once another person has approved it, by kind. */
export const approvalActs = (company: Company): ApprovalActs => ({
  carryOut: {
    'stock-adjust': adjust,
    // The file is made when it is taken.
    'list-export': async () => {},
    // Refunds come with the detours: the approval stands ready for them, and carries nothing out by itself.
    refund: async () => {},
    erasure: eraseApproved,
  },
  async file(ctx, actor, asked) {
    const wanted = list.parse(asked.payload)
    const now = ctx.now()
    const mark = textIn(wanted.tongue, text.mark, { id: asked.id, who: actor.name, time: wallClock(ctx.utcOffsetMinutes, now), why: asked.reason, by: asked.decider ?? '' })
    const shape = { format: wanted.format, tongue: wanted.tongue, utcOffsetMinutes: ctx.utcOffsetMinutes, now, mark }
    await company.act(actor, work => tellExport(work, { list: wanted.list, rows: asked.size, format: wanted.format, approval: asked.id }), ctx.db)
    return wanted.list === 'orders' ? exportOrders(ctx.db, actor.scope, ordersFitting(ctx, wanted.filter), shape, { most: asked.size, newest: wanted.newest })
      : exportParcels(ctx.db, actor.scope, await company.act(actor, async work => momentsNow(work), ctx.db), parcelsFitting(ctx, wanted.filter), shape, asked.size)
  },
})
