import { reason, type Reason } from '#kit/verdict.ts'

/** FU-3.material: by what is inside: liquid sealed, fragile cushioned, else by weight. */
export const materialFor = (inside: { liquid: boolean; fragile: boolean; grams: number }, from: { carton: number; large: number }): Material =>
  inside.liquid ? 'sealed-box' : inside.fragile ? 'cushioned-box' : inside.grams > from.large ? 'carton-large' : inside.grams > from.carton ? 'carton' : 'bag'
export const materials = ['bag', 'carton', 'carton-large', 'cushioned-box', 'sealed-box'] as const
export type Material = (typeof materials)[number]

/** Where a parcel is held in the hand, and the stage its order must stand in there. */
export const stations = { checking: 'checking', packing: 'packing', handover: 'packed' } as const
export type Station = keyof typeof stations

/** Why a station cannot work on what it has just scanned; the first reason is what its bar says. */
export function whyNotHere(at: Station, parcel: { state: string; stage: string; blocks: readonly string[]; code: string; pickerId: number | null }, person: number): Reason[] {
  const isVoid = parcel.state === 'void' || parcel.stage === 'cancelled'
  return [
    ...(isVoid ? [reason('parcel-void', { code: parcel.code }, 'PR-3.void')] : []),
    ...parcel.blocks.map(block => reason('blocked', { block })),
    ...(!isVoid && parcel.stage !== stations[at] ? [reason('wrong-state', { state: parcel.stage, allowed: stations[at] })] : []),
    ...(at === 'checking' && person !== 0 && parcel.pickerId === person ? [reason('same-person', {}, 'FU-2.another')] : []),
  ]
}
