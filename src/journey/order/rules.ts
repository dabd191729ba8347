import { whyNot } from '#kit/moves.ts'
import type { Reason } from '#kit/verdict.ts'
import { orderLife, type OrderMove, type Stage } from './states.ts'

export interface BlockKind { owner: string; clause?: string; put?: string; lifted?: string }

/** Who must act on a block, the clause it comes from, and what besides is told when it is put and lifted, for the clocks. */
export const blockReasons = {
  hold: { owner: 'clerk' },
  'awaiting-customer': { owner: 'service', clause: 'RV-5.contact', put: 'order.doubt', lifted: 'order.settle' },
  suspended: { owner: 'service', clause: 'RV-5.suspend', put: 'order.suspend', lifted: 'order.resume' },
  shortage: { owner: 'purchasing', clause: 'EX-3' },
  preorder: { owner: 'purchasing', clause: 'CL-2' },
  transfer: { owner: 'logistics', clause: 'EX-3' },
  'refund-asked': { owner: 'service', clause: 'EX-1' },
  'changed-after-print': { owner: 'clerk', clause: 'PR-3' },
  'payment-check': { owner: 'finance', clause: 'RV-3' },
  'design-pending': { owner: 'service', clause: 'RV-3' },
  risk: { owner: 'manager', clause: 'RV-3' },
  discrepancy: { owner: 'checker', clause: 'FU-5' },
  intercept: { owner: 'service', clause: 'SH-5' },
} as const satisfies Record<string, BlockKind>

export type BlockReason = keyof typeof blockReasons
export const blockKind = (reason: string): BlockKind | undefined => (Object.hasOwn(blockReasons, reason) ? blockReasons[reason as BlockReason] : undefined)

/** Who may take a block away: its owner, a manager, and for what concerns the talk with the customer the clerk too. */
export const mayLift = (block: BlockReason, roles: readonly string[]): boolean =>
  [blockReasons[block].owner, 'manager', 'system', ...(['hold', 'awaiting-customer', 'suspended', 'changed-after-print'].includes(block) ? ['clerk', 'service'] : [])].some(r => roles.includes(r))

/** What should happen next to an order in a stage, and who does it. */
const nextActs: Partial<Record<Stage, { move: OrderMove; role: string }>> = {
  unpaid: { move: 'pay', role: 'finance' },
  received: { move: 'pass', role: 'system' },
  review: { move: 'approve', role: 'clerk' },
  ready: { move: 'pick', role: 'picker' },
  picking: { move: 'picked', role: 'picker' },
  checking: { move: 'check', role: 'checker' },
  packing: { move: 'pack', role: 'packer' },
  packed: { move: 'hand-over', role: 'logistics' },
  'handed-over': { move: 'transit', role: 'logistics' },
  'in-transit': { move: 'sign', role: 'logistics' },
  signed: { move: 'complete', role: 'system' },
}

export interface Movable { stage: Stage; blocks: readonly string[]; warehouseId: number | null }

/** Every move with its reasons for somebody of these roles; no reasons means it may be made (C8). */
export const possibleMoves = (order: Movable, roles: readonly string[]): { move: OrderMove; reasons: Reason[] }[] =>
  (Object.keys(orderLife.moves) as OrderMove[]).map(move => ({
    move,
    reasons: [...whyNot(orderLife, { state: order.stage, blocks: order.blocks }, move, roles), ...guard(order, move)],
  }))

/** Reasons beyond stage, role and block. Stock must be reserved before anybody walks to a shelf. */
export const guard = (order: Movable, move: OrderMove): Reason[] =>
  move === 'pick' && order.warehouseId === null ? [{ code: 'not-allocated' }] : []

/** Why an order does not move: its blocks' owners first, else the one whose act is next. */
export function nextAct(order: Movable): { move: OrderMove; role: string; blockedBy: string[] } | null {
  const next = nextActs[order.stage]
  if (!next) return null
  const first = order.blocks[0] as BlockReason | undefined
  if (order.stage === 'ready' && order.warehouseId === null && !first) return { move: 'allocate', role: 'system', blockedBy: [] }
  return { ...next, role: first ? (blockReasons[first]?.owner ?? next.role) : next.role, blockedBy: [...order.blocks] }
}

/** The move by hand that takes another back, as long as the order has not gone on. */
export const undoOf: Readonly<Record<string, string>> = { approve: 'send-back', block: 'unblock', unblock: 'block', suspend: 'resume', resume: 'suspend' }

/** CL-1. */
export const orderClasses = ['normal', 'urgent', 'custom', 'fresh', 'preorder', 'promotion', 'wholesale'] as const
export type OrderClass = (typeof orderClasses)[number]

/** CL-1/CL-2: what comes first in every queue. */
export const priorityOf = (orderClass: string): number =>
  ({ urgent: 90, fresh: 80, custom: 40, promotion: 30, preorder: 20, wholesale: 10 })[orderClass] ?? 0
