/** The 34 provinces in the seven regions in which parcels travel. */
const regions: Record<string, readonly string[]> = {
  north: ['北京', '天津', '河北', '山西', '内蒙古'],
  northeast: ['辽宁', '吉林', '黑龙江'],
  east: ['上海', '江苏', '浙江', '安徽', '福建', '江西', '山东', '台湾'],
  central: ['河南', '湖北', '湖南'],
  south: ['广东', '广西', '海南', '香港', '澳门'],
  southwest: ['重庆', '四川', '贵州', '云南', '西藏'],
  northwest: ['陕西', '甘肃', '青海', '宁夏', '新疆'],
}
const regionOf = new Map(Object.entries(regions).flatMap(([region, provinces]) => provinces.map(p => [p, region] as const)))

/** The short name: 上海市 → 上海, 内蒙古自治区 → 内蒙古. */
export const provinceOf = (text: string) => text.trim().replace(/^(黑龙江|内蒙古|..).*$/u, '$1')

export type Near = 'same-province' | 'same-region' | 'far'
export function nearness(from: string, to: string): Near {
  const [a, b] = [provinceOf(from), provinceOf(to)]
  if (a === b) return 'same-province'
  return regionOf.has(a) && regionOf.get(a) === regionOf.get(b) ? 'same-region' : 'far'
}
const distance: Record<Near, number> = { 'same-province': 0, 'same-region': 1, far: 2 }

export interface Need { skuId: number; quantity: number }
export interface WarehouseStock { warehouseId: number; province: string; rank: number; available: Map<number, number> }
export interface Missing { skuId: number; missing: number }
export interface TransferPart { skuId: number; fromWarehouse: number; quantity: number }

/** Where an order goes from and why, or what it must wait for. */
export type Choice =
  | { kind: 'complete'; warehouseId: number; why: Near }
  | { kind: 'transfer'; warehouseId: number; why: Near; parts: TransferPart[] }
  | { kind: 'shortage' | 'preorder'; missing: Missing[] }

/**
 * One warehouse that has everything, the nearest first, then by rank. Else the one with most lines, if the others can send it
 * the rest (EX-3). Else the order waits: for the rest (shortage), or, with nothing of it anywhere, as a pre-order.
 */
export function chooseWarehouse(order: { province: string; needs: readonly Need[] }, stocks: readonly WarehouseStock[]): Choice {
  const needs = together(order.needs)
  const has = (w: WarehouseStock, n: Need) => (w.available.get(n.skuId) ?? 0) >= n.quantity
  const candidates = stocks
    .map(stock => ({ stock, why: nearness(stock.province, order.province), lines: needs.filter(n => has(stock, n)).length }))
    .sort((a, b) => b.lines - a.lines || distance[a.why] - distance[b.why] || a.stock.rank - b.stock.rank || a.stock.warehouseId - b.stock.warehouseId)
  const best = candidates[0]
  const everywhere = (skuId: number) => stocks.reduce((sum, w) => sum + Math.max(0, w.available.get(skuId) ?? 0), 0)
  const missing = needs.filter(n => everywhere(n.skuId) < n.quantity).map(n => ({ skuId: n.skuId, missing: n.quantity - everywhere(n.skuId) }))
  if (!best || missing.length > 0) return { kind: needs.every(n => everywhere(n.skuId) === 0) ? 'preorder' : 'shortage', missing }
  if (best.lines === needs.length) return { kind: 'complete', warehouseId: best.stock.warehouseId, why: best.why }
  const others = candidates.filter(c => c !== best).map(c => c.stock)
  return { kind: 'transfer', warehouseId: best.stock.warehouseId, why: best.why, parts: needs.flatMap(n => gather(n, best.stock, others)) }
}

function gather(need: Need, to: WarehouseStock, others: readonly WarehouseStock[]): TransferPart[] {
  let rest = need.quantity - Math.max(0, to.available.get(need.skuId) ?? 0)
  return others.flatMap(from => {
    const quantity = Math.min(rest, Math.max(0, from.available.get(need.skuId) ?? 0))
    rest -= Math.max(0, quantity)
    return quantity > 0 ? [{ skuId: need.skuId, fromWarehouse: from.warehouseId, quantity }] : []
  })
}

export interface Waiting { id: number; province: string; needs: readonly Need[] }

/** Decides for orders one after the other; what one takes or will be sent is not there for the next. */
export function chooseAll(orders: readonly Waiting[], stocks: readonly WarehouseStock[]): Map<number, Choice> {
  const byId = new Map(stocks.map(s => [s.warehouseId, s]))
  const take = (warehouseId: number, skuId: number, quantity: number) => {
    const available = byId.get(warehouseId)?.available
    available?.set(skuId, (available.get(skuId) ?? 0) - quantity)
  }
  return new Map(orders.map(order => {
    const choice = chooseWarehouse(order, stocks)
    if (choice.kind === 'complete') for (const need of order.needs) take(choice.warehouseId, need.skuId, need.quantity)
    if (choice.kind === 'transfer') {
      for (const part of choice.parts) take(part.fromWarehouse, part.skuId, part.quantity)
      for (const need of together(order.needs)) take(choice.warehouseId, need.skuId, need.quantity - choice.parts.filter(p => p.skuId === need.skuId).reduce((sum, p) => sum + p.quantity, 0))
    }
    return [order.id, choice]
  }))
}

function together(needs: readonly Need[]): Need[] {
  const sums = new Map<number, number>()
  for (const need of needs) sums.set(need.skuId, (sums.get(need.skuId) ?? 0) + need.quantity)
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }))
}

/** Blocks under which an order waits for goods. */
export const waitingReasons = ['preorder', 'shortage', 'transfer'] as const
export type WaitingReason = (typeof waitingReasons)[number]
