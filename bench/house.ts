import { openDoor, type Door } from '#kit/http/door.ts'
import { openLog } from '#kit/log.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, receive } from '#goods/inventory/actions.ts'
import { actorOf, addToken } from '#people/staff/actions.ts'
import { openCompany, type Company } from '../src/company.ts'
import { furnish } from '../src/demo.ts'
import { allRooms } from '../src/rooms.ts'
import type { Bench } from './figure.ts'

export interface House { company: Company; door: Door; address: string; tokens: Record<'clerk' | 'picker', string>; skus: number[]; warehouse: number; close(): Promise<void> }

/** A furnished company with `products` products and `stock` pieces of each, and its door. */
export async function openHouse(bench: Bench, name: string, { products, stock, console: built }: { products: number; stock: number; console?: string }): Promise<House> {
  await bench.fresh(name)
  const company = await openCompany({ url: bench.url, company: name, home: bench.home, log: openLog(process.stderr as never, 'error') })
  const codes = Array.from({ length: products }, (_, i) => `P${i}`)
  const { skus, warehouse, tokens } = await company.act(system, async work => {
    await furnish(work, [{ code: 'bench', name: 'bench' }])
    const made = await upsertProducts(work, codes.map(code => ({ code, barcode: `B${code}`, title: `商品 ${code}`, brand: '', spec: '', priceFen: 1000, weightGrams: 100, liquid: false, fragile: false, cold: false, custom: false })))
    const at = await ensureWarehouse(work, { code: 'main', name: '主仓', province: '上海' })
    const bins = await ensurePlaces(work, at, codes.map((_, i) => `A-${i % 50}-${i}-1`))
    await receive(work, codes.map((code, i) => ({ skuId: made.get(code)!, toPlace: bins.get(`A-${i % 50}-${i}-1`)!, quantity: stock })), 'opening', 0)
    const clerk = (await addToken(work, { role: 'clerk', name: 'bench clerk' })).secret
    const picker = (await addToken(work, { role: 'picker', name: 'bench picker' })).secret
    return { skus: codes.map(c => made.get(c)!), warehouse: at, tokens: { clerk, picker } }
  })
  const door = openDoor({ ctx: company, actorOf, ...(built && { console: built }) })
  allRooms(door.route, company)
  const address = await door.listen({ port: 0 })
  return { company, door, address, tokens, skus, warehouse, close: async () => { await door.close(); await company.close() } }
}

/** An order like the real ones: one to three lines. */
export function order(n: number, sku: (line: number) => string, lines = 1 + (n % 3)) {
  const placedAt = new Date(Date.now() - 60_000).toISOString()
  const at = Array.from({ length: lines }, (_, i) => ({ sku: sku(i), title: `商品 ${sku(i)} 补水保湿面膜`, spec: '标准', quantity: 1, unitFen: 1000, discountFen: 0 }))
  return {
    number: `N${n}`, placedAt, paidAt: placedAt, buyer: { account: `buyer${n}`, name: '' },
    receiver: { name: `收件${n % 977}`, phone: `13${String(800000000 + (n % 90000000))}`, province: '浙江省', city: '杭州市', district: '西湖区', street: `文三路${n % 999}号4单元704室` },
    lines: at, totalFen: lines * 1000, paidFen: lines * 1000,
  }
}

export async function send(house: House, orders: unknown[]): Promise<void> {
  const answer = await fetch(`${house.address}/api/intake/orders`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${house.tokens.clerk}` }, body: JSON.stringify({ shop: 'bench', orders }),
  })
  const said = await answer.text()
  if (!answer.ok || (JSON.parse(said) as { accepted: number }).accepted !== orders.length) throw new Error(`intake answered ${answer.status}: ${said.slice(0, 500)}`)
}

/** Orders that wait for review or for a warehouse. */
export const undecided = async ({ company }: House): Promise<number> => (await company.db.rows<{ n: number }>(sql`
  select count(*) as n from orders where stage = 'received' or (stage = 'ready' and warehouse_id is null and blocks = '{}')`))[0]!.n // a count is one row
