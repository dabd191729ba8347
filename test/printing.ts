import { sql } from '#kit/sql.ts'
import { openPress, type Press } from '#kit/print/press.ts'
import { closeTalks } from '#journey/4-printing/send.actions.ts'
import { openHouse, type TestHouse } from './house.ts'

const roles = ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'manager', 'it', 'finance'] as const

/** A house with somebody of each role, orders as they come in, waves of them, and a press that reads what was printed. */
export async function openPrintHouse() {
  const house: TestHouse = await openHouse()
  const press: Press = openPress()
  const tokens: Record<string, string> = {}
  for (const role of roles) tokens[role] = await house.token(role)
  const main = String(await house.idOf('warehouse', 'main'))
  const post = async (role: string, path: string, body: unknown) => (await house.call('POST', path, { token: tokens[role], body })).json
  const put = async (role: string, path: string, body: unknown) => (await house.call('PUT', path, { token: tokens[role], body })).json
  const get = async (role: string, path: string) => (await house.call('GET', path, { token: tokens[role] })).json
  const order = (number: string, more: object = {}) => ({
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `b-${number}` }, lines: [{ sku: 'DM001', quantity: 2, unitFen: 1900 }, { sku: 'DM005', quantity: 1, unitFen: 7100 }], totalFen: 10900, paidFen: 10900,
    receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路90号5号楼1203室' }, ...more,
  })
  return {
    house, press, tokens, main, post, put, get, order,
    pdfOf: async (batch: string, body: object = {}) => {
      const answer = await fetch(`${house.address}/api/print/batches/${batch}/pdf`, { method: 'POST', headers: { authorization: `Bearer ${tokens['clerk']}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
      return { status: answer.status, pdf: new Uint8Array(await answer.arrayBuffer()) }
    },
    wave: async (prefix: string, count: number, more: (i: number) => object = () => ({})): Promise<{ wave: string; orders: string[] }> => {
      const taken = await post('clerk', '/api/intake/orders', { shop: 'demo', orders: Array.from({ length: count }, (_, i) => order(`${prefix}${i + 1}`, more(i))) })
      await house.settle()
      const planned = await post('clerk', '/api/waves', { warehouse: main, kind: 'multi', limit: 1000 })
      if (taken.accepted !== count || planned.orders.length !== count) throw new Error(`${taken.accepted} of ${count} orders were taken, ${planned.orders.length} planned`)
      return planned
    },
    batchOf: (id: string) => get('clerk', `/api/print/batches/${id}?limit=500`),
    parcels: (orders: string[]) => house.company.db.rows<{ id: number; number: string; waybill: string; code: string; version: number }>(sql`
      select p.id, o.number, p.waybill, p.code, p.version from parcel p join orders o on o.id = p.order_id where p.order_id = any(${orders}::bigint[]) and p.state <> 'void' order by p.print_place`),
    close: async () => { closeTalks(); await press.close(); await house.close() },
  }
}
export const both = ['slip', 'waybill']
/** A waybill number of the demo's carriers. */
export const isNumber = (text: string) => /^[A-Z]{2,4}\d{10}$/.test(text)
/** Goods of an order that are not those of most. */
export const other = (sku: string) => ({ lines: [{ sku, quantity: 2, unitFen: 1000 }], totalFen: 2000, paidFen: 2000 })
