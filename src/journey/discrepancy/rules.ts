import type { Reason } from '#kit/verdict.ts'

export const stations = ['picking', 'checking', 'packing', 'handover'] as const
export type Station = (typeof stations)[number]
export const causes = ['picked-wrong', 'counted-wrong', 'shelf-wrong', 'label-wrong', 'goods-wrong', 'damaged', 'scale', 'other'] as const

/** Refusals that mean goods and order differ; a wrong stage or a block is none (FU-5). */
const differing = ['wrong-product', 'wrong-position', 'wrong-place', 'wrong-lot', 'too-many', 'too-few', 'weight-differs', 'wrong-waybill', 'shelf-short',
  'waybill-unknown', 'parcel-not-packed', 'other-carrier', 'other-warehouse']
export const differencesOf = (reasons: readonly Reason[]): Reason[] => reasons.filter(r => differing.includes(r.code))

/** Whose error a difference is by where it is found: what the check finds the picker did, what the scale finds the checker let through, what the dock finds the packer sent there. */
export const ownerOf = (station: Station, code: string): string =>
  code === 'shelf-short' ? 'logistics' : station === 'checking' ? 'picker' : station === 'packing' ? (code === 'weight-differs' ? 'checker' : 'packer') : station === 'handover' ? 'packer' : 'picker'
