import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { orderFilter, orderSorts, seesOrders } from './contract.ts'
import { text } from './words.ts'

export const ordersScreen = screen({
  path: '/orders', title: text.orders, who: seesOrders, nav: { group: 'work', rank: 10 }, find: 'orders dingdan list',
  // The address carries the same filter as the call, as text: what does not fit is dropped.
  search: z.object({ stage: asText('stage'), block: asText('block'), class: asText('class'), shop: asText('shop'), tag: asText('tag'), warehouse: z.string().regex(/^\d{1,15}$/).optional(), from: asText('from'), to: asText('to'), q: asText('q'), sort: z.enum(orderSorts).optional() }),
})
export const orderScreen = screen({ path: '/orders/:id', title: text.oneOrder, who: seesOrders, search: z.object({}) })

function asText(name: keyof typeof orderFilter.shape) {
  return z.string().refine(given => orderFilter.shape[name].safeParse(given).success).optional()
}
