import type { Work } from '#handbook/clocks/work.ts'
import { bearOrders, type Birth } from './birth.actions.ts'
import { inheritTags } from './class.store.ts'
import * as store from './divide.store.ts'

/** An order to be made out of others: it has their marks and the receiver of one of them. */
export interface Divided extends Pick<Birth, 'lines'> { from: readonly number[]; receiverOf: number; order: Omit<Birth['order'], 'stage' | 'closing'> }

/** RV-8: orders are born ready out of others, as one set. Answers their ids in the order asked for. */
export async function bearDivided(work: Work, children: readonly Divided[]): Promise<number[]> {
  const ids = await bearOrders(work, children.map(({ from, order, lines }) => ({ kind: 'divide', order: { ...order, stage: 'ready', closing: null }, lines, clause: 'RV-8', facts: { from } })))
  const born = children.map(({ from, receiverOf }, i) => ({ from, receiverOf, id: ids[i]! })) // each has its id
  await store.copyReceivers(work.tx, born.map(b => ({ from: b.receiverOf, to: b.id })))
  await inheritTags(work.tx, born)
  return ids
}

/** Says where merged orders went; null where they stand by themselves again. */
export async function leadInto(work: Work, ids: readonly number[], into: number | null): Promise<void> {
  await store.writeInto(work.tx, ids, into)
}
