import { reasons as door } from '#kit/ui/reasons.ts'
import type { Words } from '#kit/words.ts'
import { reasons as inventory } from '#goods/inventory/words.ts'
import { reasons as picking } from '#journey/5-picking/words.ts'
import { reasons as checking } from '#journey/6-checking/words.ts'
import { reasons as packing } from '#journey/7-packing/words.ts'
import { reasons as handover } from '#journey/8-handover/words.ts'
import { reasons as discrepancy } from '#journey/discrepancy/words.ts'
import { blocks, reasons as order, stages } from '#journey/order/words.ts'
import { materials, reasons as parcel } from '#journey/parcel/words.ts'
import { reasons as staff, roles } from '#people/staff/words.ts'

/** What a station may be told, and no more: the words of the other rooms stay out of the handheld's bundle. */
export const reasons: Words = { ...door, ...staff, ...inventory, ...order, ...parcel, ...picking, ...checking, ...packing, ...handover, ...discrepancy }
export const names: Words = { ...stages, ...blocks, ...materials, ...roles }
