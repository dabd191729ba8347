import { record, within, type Event } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import { reason, type Outcome, type Reason } from '#kit/verdict.ts'
import { moveClocks, runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { blockKind, blockReasons, guard, type BlockKind, type BlockReason } from './rules.ts'
import { orderLife, type OrderMove } from './states.ts'
import * as store from './store.ts'

export interface OrderMoveRequest {
  move: OrderMove
  ids: readonly number[]
  /** More reasons against one order, beyond those every order shares. */
  guard?: (order: store.LockedOrder) => Reason[]
  facts?: (order: store.LockedOrder) => Record<string, unknown>
  clause?: string
  /** The warehouse each of them goes to with this move, and its clocks with it. */
  warehouses?: ReadonlyMap<number, number>
}

/** Moves a set of orders: state, event and clocks together, or a refusal with every reason, order by order. */
export const moveOrders = (work: Work, { warehouses, ...request }: OrderMoveRequest): Promise<Outcome> => moveSet(
  work, orderLife,
  {
    move: request.move,
    ids: request.ids,
    lock: ids => store.lockOrders(work.tx, ids, work.actor.scope),
    guard: order => [...guard({ stage: order.state, blocks: order.blocks, warehouseId: order.warehouseId }, request.move), ...(request.guard?.(order) ?? [])],
    write: async rows => { await (warehouses ? store.writeStagesAndWarehouses(work.tx, rows, warehouses, work.now) : store.writeStages(work.tx, rows, work.now)) },
    facts: order => ({ class: order.class, placedAt: order.placedAt, ...request.facts?.(order) }),
    ...(request.clause && { clause: request.clause }),
  },
  async events => {
    await runClocks(work, events)
    if (warehouses) await moveClocks(work, 'order', events.map(({ id }) => ({ id, warehouseId: warehouses.get(id) ?? null })))
  },
)

/** Locks the orders that may still be stopped; the others come back with the reason. */
export async function openOrders(work: Work, ids: readonly number[]): Promise<{ open: store.LockedOrder[]; refused: Outcome['refused'] }> {
  const locked = await store.lockOrders(work.tx, [...new Set(ids)], work.actor.scope)
  const open = locked.filter(o => !(orderLife.ends as readonly string[]).includes(o.state))
  const found = new Set(locked.map(o => o.id))
  return {
    open,
    refused: [
      ...locked.filter(o => !open.includes(o)).map(o => ({ id: o.id, reasons: [reason('ended', { stage: o.state })] })),
      ...ids.filter(id => !found.has(id)).map(id => ({ id, reasons: [reason('not-found')] })),
    ],
  }
}

/** Puts a block on orders; one that stands already is left as it is. The orders must be locked or new. */
export async function block(work: Work, blocks: readonly { id: number; reason: BlockReason; note?: string; until?: Date }[]): Promise<void> {
  if (blocks.length === 0) return
  const rows = blocks.map(b => {
    const { owner, clause }: BlockKind = blockReasons[b.reason]
    return { id: b.id, reason: b.reason, owner, clause: clause ?? null, note: b.note ?? '', until: b.until ?? null }
  })
  const added = await store.insertBlocks(work.tx, work.now, rows)
  await store.addToBlocks(work.tx, added)
  const events: Event[] = added.map(b => ({ subject: 'order', id: b.id, kind: 'order.block', after: b.reason, clause: rows.find(r => r.reason === b.reason)?.clause ?? null }))
  const telling = added.filter(b => blockKind(b.reason)?.put)
  const belonging = new Map((telling.length ? await store.belongings(work.tx, telling.map(b => b.id)) : []).map(o => [o.id, within(o)]))
  events.push(...telling.map(b => ({ subject: 'order', id: b.id, kind: blockKind(b.reason)!.put!, ...(belonging.has(b.id) && { within: belonging.get(b.id)! }) }))) // only those that tell
  await record(work, events)
  await runClocks(work, events)
}

/** Takes one kind of block away from orders; those without it are left alone. Answers with the orders it freed. */
export async function unblock(work: Work, ids: readonly number[], reason: string, note = ''): Promise<number[]> {
  const locked = await store.lockOrders(work.tx, [...new Set(ids)], work.actor.scope)
  const released = new Set((await store.releaseBlocks(work.tx, work.now, locked.map(o => o.id), reason)).map(o => o.id))
  const freed = locked.filter(o => released.has(o.id))
  if (freed.length === 0) return []
  await store.removeFromBlocks(work.tx, freed.map(o => o.id), reason)
  const lifted = blockKind(reason)?.lifted
  const events: Event[] = freed.map(o => ({ subject: 'order', id: o.id, kind: 'order.unblock', before: reason, facts: note ? { note } : {}, within: within(o) }))
  if (lifted) events.push(...freed.map(o => ({ subject: 'order', id: o.id, kind: lifted, within: within(o) })))
  await record(work, events)
  await runClocks(work, events)
  return freed.map(o => o.id)
}

/** Releases blocks whose time is over (a hold can release itself). */
export async function releaseExpired(work: Work): Promise<number> {
  const expired = await store.expiredBlocks(work.tx, work.now, 1000)
  const byReason = Map.groupBy(expired, b => b.reason)
  for (const [reason, rows] of byReason) await unblock(work, rows.map(r => r.id), reason, 'its time is over')
  return expired.length
}
