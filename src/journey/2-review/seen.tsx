import type { Answer } from '#kit/ui/client.ts'
import type { reviewOrder, reviewQueue } from './desk.contract.ts'
import type { listRules } from './edit.contract.ts'

/** What the parts of these pages hand to each other. */
export type Queued = Answer<typeof reviewQueue>['orders'][number]
export type Seen = Answer<typeof reviewOrder>
export type Rule = Answer<typeof listRules>['rules'][number]
/** What was done last, and how it is taken back. */
export interface Deed { said: string; undo?: () => Promise<unknown> }
