import { reason, type Reason } from '#kit/verdict.ts'
import { amount, type Handbook } from '#handbook/clauses/rules.ts'
import type { Role } from '#people/staff/rules.ts'

/** What is of such value that one person alone may not do it, the clause that says so, and who decides. */
export const approvalKinds = ['stock-adjust', 'list-export', 'refund', 'erasure'] as const
export type ApprovalKind = (typeof approvalKinds)[number]
export const kindRules: Readonly<Record<ApprovalKind, { clause: string; decides: readonly Role[] }>> = {
  'stock-adjust': { clause: 'ST-6.adjust', decides: ['manager'] },
  'list-export': { clause: 'IT-3.export', decides: ['manager'] },
  refund: { clause: 'AS-7.large', decides: ['manager', 'finance'] },
  erasure: { clause: 'IT-3.keep', decides: ['manager', 'it'] },
}

/** Whether an act of this size needs somebody else: a slip and an erasure always do, a list by its rows, a refund by its fen. */
export function needsApproval(book: Handbook, kind: ApprovalKind, size: number): boolean {
  if (kind === 'list-export') return size > amount(book, 'IT-3.export', 'rows')
  if (kind === 'refund') return size > amount(book, 'AS-7.large', 'limit')
  return true
}

/** The kinds that somebody of these roles decides. */
export const decidedBy = (roles: readonly string[]): ApprovalKind[] => approvalKinds.filter(kind => kindRules[kind].decides.some(role => roles.includes(role)))

export interface Asked { kind: ApprovalKind; askedBy: number; until: Date }

/** Nobody decides on what they asked for themselves, and nothing is approved when its time is over. */
export const whyNotDecide = (asked: Asked, by: { id: number; roles: readonly string[] }, now: Date): Reason[] => [
  ...(asked.askedBy === by.id ? [reason('own-request')] : []),
  ...(decidedBy(by.roles).includes(asked.kind) ? [] : [reason('wrong-role', { allowed: kindRules[asked.kind].decides.join(' ') })]),
  ...(asked.until < now ? [reason('request-lapsed')] : []),
]
export const whyNotWithdraw = (asked: Asked, by: number): Reason[] => (asked.askedBy === by ? [] : [reason('not-yours')])
