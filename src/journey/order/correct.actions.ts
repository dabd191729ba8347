import { record } from '#kit/events.ts'
import { maskName, maskPhone, maskStreet } from '#kit/pii.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { renewParcels } from '#journey/parcel/actions.ts'
import { block, openOrders } from './actions.ts'
import * as store from './correct.store.ts'
import { inWarehouse } from './states.ts'

/** What may be corrected by hand; a field left out stays as it is. */
export interface Correction { name?: string | undefined; phone?: string | undefined; province?: string | undefined; city?: string | undefined; district?: string | undefined; street?: string | undefined; sellerRemark?: string | undefined; delivery?: string | undefined }

/**
 * Corrects one order's data (RV-7): what changed, who, why and with whom it was confirmed stand in the log, where nothing can be erased: name, phone and
 * street only as masks there, of remarks only that they changed. What stood before is kept sealed beside it (P3). A change after picking began stops the
 * parcel (PR-3). Answers the reasons against it, or none.
 */
export async function correct(work: Work, id: number, change: Correction, why: string, confirmedWith: string): Promise<Reason[]> {
  const { open, refused } = await openOrders(work, [id])
  const order = open[0]
  if (!order) return refused[0]?.reasons ?? [reason('not-found')]
  if (['handed-over', 'in-transit', 'signed'].includes(order.state)) return [reason('left-the-house', { stage: order.state }, 'SH-5.intercept')]
  const was = (await store.remarksOf(work.tx, id))!
  const [name, phone, street] = was.sealed ? JSON.parse(work.vault.open(was.sealed)) as [string, string, string] : ['', '', '']
  const now = { name, phone, street, province: was.province, city: was.city, district: was.district, sellerRemark: was.sellerRemark, delivery: was.delivery, ...Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined)) }
  const before = { name, phone, street, ...was }
  const changed = (Object.keys(change) as (keyof Correction)[]).filter(k => change[k] !== undefined && change[k] !== before[k])
  if (changed.length === 0) return [reason('nothing-changed')]
  if (changed.some(k => k === 'sellerRemark' || k === 'delivery')) await store.writeRemarks(work.tx, id, now)
  if (changed.some(k => k !== 'sellerRemark' && k !== 'delivery')) {
    const digits = now.phone.replace(/\D/g, '')
    await store.writeReceiver(work.tx, id, {
      ...now, sealed: work.vault.seal(JSON.stringify([now.name, now.phone, now.street])), mask: [maskName(now.name), maskPhone(digits), maskStreet(now.street)].join(' '),
      phone: digits ? work.vault.key('phone', digits) : null, tail: digits.length >= 4 ? work.vault.key('tail', digits.slice(-4)) : null,
      name: now.name ? work.vault.key('name', now.name) : null,
      address: work.vault.key('address', ['', now.name, digits, now.province, now.city, now.district, now.street].join('\0')),
    })
  }
  const shown = (k: keyof Correction, value: string) => (k === 'name' ? maskName(value) : k === 'phone' ? maskPhone(value) : k === 'street' ? maskStreet(value) : value)
  await record(work, [{ subject: 'order', id, kind: 'order.correct', clause: 'RV-7.changes', facts: {
    changes: changed.map(k => (free.includes(k) ? { field: k } : { field: k, before: shown(k, before[k]), after: shown(k, now[k]) })), why, confirmedWith,
  } }])
  await store.keepBefore(work.tx, id, work.now, work.vault.seal(JSON.stringify(Object.fromEntries(changed.map(k => [k, before[k]])))))
  if ((inWarehouse as readonly string[]).includes(order.state)) await stop(work, id, changed.join(', '))
  return []
}

/** Whatever somebody wrote. */
const free: readonly (keyof Correction)[] = ['sellerRemark', 'delivery']

/** Nothing goes on with the papers of before: the order stands until somebody has printed it anew, and its parcel has another version (PR-3). */
async function stop(work: Work, id: number, note: string): Promise<void> {
  await block(work, [{ id, reason: 'changed-after-print', note }])
  await renewParcels(work, [id], 'corrected')
}
