import { reasons as door } from '#kit/ui/reasons.ts'
import type { Words } from '#kit/words.ts'
import * as inventory from '#goods/inventory/words.ts'
import * as calendar from '#handbook/calendar/words.ts'
import * as clauses from '#handbook/clauses/words.ts'
import * as intake from '#journey/1-intake/words.ts'
import * as review from '#journey/2-review/words.ts'
import * as picking from '#journey/5-picking/words.ts'
import * as checking from '#journey/6-checking/words.ts'
import * as packing from '#journey/7-packing/words.ts'
import * as handover from '#journey/8-handover/words.ts'
import * as discrepancy from '#journey/discrepancy/words.ts'
import * as order from '#journey/order/words.ts'
import * as parcel from '#journey/parcel/words.ts'
import * as parcelling from '#journey/parcelling/words.ts'
import * as jobs from '#oversight/jobs/words.ts'
import * as carriers from '#partners/carriers/words.ts'
import * as health from '#oversight/health/words.ts'
import * as views from '#people/views/words.ts'
import * as staff from '#people/staff/words.ts'

/** The sentences of every room's reason codes, and the names of codes that stand in them or on screens. A room adds itself here. */
export const reasons: Words = Object.assign({}, ...[door, clauses, calendar, staff, carriers, inventory, order, parcel, intake, review, parcelling, discrepancy, picking, checking, packing, handover, jobs, health, views].map(room => ('reasons' in room ? room.reasons : room))) as Words
export const names: Words = { ...order.moves, ...order.classes, ...order.blocks, ...order.stages, ...parcel.materials, ...staff.roles }
