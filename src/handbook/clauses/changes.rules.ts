import { reason, type Reason } from '#kit/verdict.ts'

export interface Proposal { proposedBy: number; effectiveAt: Date; decided: boolean }

/** Nobody approves their own proposal, and nothing is changed for a time that is over (HB-2). */
export const whyNotApprove = (change: Proposal, by: number, now: Date): Reason[] => [
  ...(change.decided ? [reason('decided-already')] : []),
  ...(change.proposedBy === by ? [reason('own-proposal')] : []),
  ...(change.effectiveAt < now ? [reason('date-is-past')] : []),
]

/** A manager turns a proposal down; whoever made it takes it back. */
export const whyNotReject = (change: Proposal, by: number, roles: readonly string[]): Reason[] => [
  ...(change.decided ? [reason('decided-already')] : []),
  ...(change.proposedBy !== by && !roles.includes('manager') ? [reason('not-yours')] : []),
]
