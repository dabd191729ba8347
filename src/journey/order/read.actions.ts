import type { Db } from '#kit/db.ts'
import type { Scope } from '#kit/scope.ts'
import * as store from './store.ts'

// What other rooms may know of orders without moving them.

/** The order, for whoever may see it. */
export const findOrder = (db: Db, scope: Scope, id: number) => store.findOrder(db, scope, id)
export const linesOf = (db: Db, ids: readonly number[]) => store.linesOf(db, ids)
export const eventsOf = (db: Db, id: number) => store.eventsOf(db, id)
