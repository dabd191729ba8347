import { life } from '#kit/moves.ts'

/** IN-4: at each hour of the handbook offline orders are collected; a collection nobody made runs out of its time and shows. */
export const collectionLife = life({
  name: 'collection',
  states: ['open', 'collected'],
  births: { open: 'open' },
  ends: ['collected'],
  moves: { collect: { path: { open: 'collected' }, roles: ['clerk', 'manager'] } },
})
export type CollectionState = (typeof collectionLife.states)[number]
