import { words, type Text } from '#kit/words.ts'
import type { Material } from './rules.ts'

export const materials = words({
  bag: ['袋', '袋', 'Bag'],
  carton: ['纸箱', '紙箱', 'Carton'],
  'carton-large': ['大纸箱', '大紙箱', 'Large carton'],
  'cushioned-box': ['缓冲箱（易碎）', '緩衝箱（易碎）', 'Cushioned box (fragile)'],
  'sealed-box': ['密封箱（液体）', '密封箱（液體）', 'Sealed box (liquid)'],
} satisfies Record<Material, Text>)

export const reasons = words({
  'parcel-unknown': ['没有这个包裹：{scanned}', '沒有這個包裹：{scanned}', 'No parcel is known by {scanned}'],
  'not-checked': ['复核没有通过', '複核沒有通過', 'The check was not passed'],
})
