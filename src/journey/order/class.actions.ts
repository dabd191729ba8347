import type { Work } from '#handbook/clocks/work.ts'
import * as store from './class.store.ts'

type Rows<F extends (tx: never, rows: never) => unknown> = Parameters<F>[1]
/** What is known of locked orders beside their stage: class and priority, marks, a wished carrier, gifts. The move that follows tells it in its facts. */
export async function markOrders({ tx }: Work, { classes, tags, carriers, gifts }: {
  classes: Rows<typeof store.classify>; tags: Rows<typeof store.writeTags>; carriers: Rows<typeof store.wishCarriers>; gifts: Rows<typeof store.addGifts>
}): Promise<void> {
  if (classes.length) await store.classify(tx, classes)
  if (gifts.length) await store.addGifts(tx, gifts)
  if (tags.length) await store.writeTags(tx, tags)
  if (carriers.length) await store.wishCarriers(tx, carriers)
}
