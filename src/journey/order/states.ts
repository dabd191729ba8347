import { life } from '#kit/moves.ts'

/**
 * The life of an order: one stage; what stands in its way are blocks, kept apart from it. `system` may make every move.
 * Merged and split orders are ends with links, never deletions. Undoing ends what came of them and lets them stand where they stood.
 */
export const orderLife = life({
  name: 'order',
  states: ['unpaid', 'received', 'review', 'ready', 'picking', 'checking', 'packing', 'packed', 'handed-over', 'in-transit', 'signed', 'completed', 'cancelled', 'merged', 'split', 'undone'],
  births: { place: 'unpaid', receive: 'received', close: 'cancelled', divide: 'ready' },
  ends: ['completed', 'cancelled', 'merged', 'split', 'undone'],
  moves: {
    pay: { path: { unpaid: 'received' }, roles: ['finance'] },
    pass: { path: { received: 'ready' }, roles: [] },
    refer: { path: { received: 'review' }, roles: ['clerk', 'manager'] },
    approve: { path: { review: 'ready' }, roles: ['clerk', 'manager'], blockable: true },
    'send-back': { path: { ready: 'review', packing: 'checking', packed: 'packing' }, roles: ['clerk', 'manager', 'checker', 'packer'] },
    allocate: { path: { ready: 'ready' }, roles: ['clerk', 'logistics'] },
    pick: { path: { ready: 'picking' }, roles: ['picker', 'clerk', 'manager'], blockable: true },
    picked: { path: { picking: 'checking' }, roles: ['picker'], blockable: true },
    short: { path: { picking: 'ready' }, roles: ['picker'] },
    check: { path: { checking: 'packing' }, roles: ['checker'], blockable: true },
    pack: { path: { packing: 'packed' }, roles: ['packer'], blockable: true },
    'hand-over': { path: { packed: 'handed-over' }, roles: ['logistics', 'packer'], blockable: true },
    transit: { path: { 'handed-over': 'in-transit' }, roles: ['logistics'] },
    sign: { path: { 'handed-over': 'signed', 'in-transit': 'signed' }, roles: ['logistics'] },
    complete: { path: { signed: 'completed' }, roles: ['service', 'manager'] },
    cancel: { path: { unpaid: 'cancelled', received: 'cancelled', review: 'cancelled', ready: 'cancelled', picking: 'cancelled', checking: 'cancelled', packing: 'cancelled', packed: 'cancelled' }, roles: ['clerk', 'service', 'manager'] },
    merge: { path: { received: 'merged', review: 'merged', ready: 'merged' }, roles: ['clerk', 'manager'] },
    split: { path: { ready: 'split', review: 'split' }, roles: ['clerk', 'manager'] },
    undo: { path: { review: 'undone', ready: 'undone' }, roles: ['clerk', 'manager'] },
    'restore-received': { path: { merged: 'received' }, roles: ['clerk', 'manager'], reopens: true },
    'restore-review': { path: { merged: 'review', split: 'review' }, roles: ['clerk', 'manager'], reopens: true },
    'restore-ready': { path: { merged: 'ready', split: 'ready' }, roles: ['clerk', 'manager'], reopens: true },
  },
})

export type Stage = (typeof orderLife.states)[number]
export type OrderMove = keyof typeof orderLife.moves

/** Before picking nobody has touched goods: a change needs no stop in the warehouse. */
export const beforePicking: readonly Stage[] = ['unpaid', 'received', 'review', 'ready']
export const inWarehouse: readonly Stage[] = ['picking', 'checking', 'packing', 'packed']
