import type { Work } from '#kit/work.ts'
import * as store from './erase.store.ts'

/** The frozen content of papers holds receivers. */
export const erasePapers = (work: Work, orders: readonly number[]) => store.erasePapers(work.tx, orders)
