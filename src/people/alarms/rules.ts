import { reason, type Reason } from '#kit/verdict.ts'
import { amount, lengthOf, type Handbook } from '#handbook/clauses/rules.ts'

export const alarmKinds = ['many-looks', 'night-export'] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** How many people one may look at in the clear in which time, and for how long nothing is shown after that (IT-3). */
export interface LookLimit { most: number; withinMs: number; pauseMs: number }
export const lookLimit = (book: Handbook): LookLimit => ({ most: amount(book, 'IT-3.looks', 'most'), withinMs: lengthOf(book, 'IT-3.looks', 'within'), pauseMs: lengthOf(book, 'IT-3.looks', 'pause') })

/** Nobody lifts an alarm about themselves. */
export const whyNotSettle = (alarm: { actorId: number; settledAt: Date | null }, by: number): Reason[] => [
  ...(alarm.actorId === by ? [reason('own-alarm')] : []), ...(alarm.settledAt ? [reason('settled-already')] : []),
]
