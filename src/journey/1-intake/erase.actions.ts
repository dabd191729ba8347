import { gunzipSync, gzipSync } from 'node:zlib'
import type { Work } from '#kit/work.ts'
import * as store from './erase.store.ts'

/** What the channel sent of these orders, the photos of their papers, and the buyers nobody else has an order of. */
export async function eraseSources(work: Work, orders: readonly number[]): Promise<void> {
  const { tx, vault } = work
  const came = await store.payloadsOf(tx, orders)
  await store.writePayloads(tx, came.map(({ id, sealed, indexes }) => {
    const all = JSON.parse(gunzipSync(vault.openBytes(sealed)).toString('utf8')) as { number: string }[]
    return { id, sealed: vault.sealBytes(gzipSync(JSON.stringify(all.map((order, i) => (indexes.includes(i) ? { number: order.number, erased: true } : order))), { level: 1 })).toString('base64') }
  }))
  await store.dropPapers(tx, orders)
  await store.forgetCustomers(tx, orders)
}
