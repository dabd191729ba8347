import type { Db } from '#kit/db.ts'
import type { Actor } from '#kit/work.ts'
import type { Work as KitWork } from '#kit/work.ts'
import type { Handbook } from '#handbook/clauses/rules.ts'
import type { Calendar } from '#handbook/calendar/rules.ts'

/** What every act of the company gets: the open transaction, the time, who acts, and the handbook then in force. */
export interface Work extends KitWork { book: Handbook; calendar: Calendar }

export interface Transactional { transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> }

/** Opens a transaction (of `db` where a call brings its own) with the time, the actor and the handbook of this moment, and runs an act in it. */
export interface House { act<T>(actor: Actor, what: (work: Work) => Promise<T>, db?: Transactional): Promise<T> }
