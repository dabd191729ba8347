import type { Words } from '#kit/words.ts'
import * as order from '#journey/order/words.ts'
import * as parcel from '#journey/parcel/words.ts'
import * as staff from '#people/staff/words.ts'

/** The names of codes that stand in sentences or on screens. The sentences themselves are many, and lie in `reasons.words.ts`. */
export const names: Words = { ...order.moves, ...order.classes, ...order.blocks, ...order.stages, ...parcel.materials, ...staff.roles }
