import { words } from '#kit/words.ts'

/** Why a carrier or its numbers cannot be taken in. */
export const reasons = words({
  'range-refused': ['这个号段不能加入', '這個號段不能加入', 'These numbers cannot be taken in'],
  'range-empty': ['号段的终点 {last} 在起点 {first} 之前', '號段的終點 {last} 在起點 {first} 之前', 'The range ends at {last}, before its beginning {first}'],
  'counter-too-wide': ['{last} 超出 {width} 位', '{last} 超出 {width} 位', '{last} has more than {width} digits'],
  'waybill-malformed': ['单号 {waybill} 不符合该承运商的格式', '單號 {waybill} 不符合該承運商的格式', 'The number {waybill} is not as this carrier writes them'],
  'range-taken': ['与已有号段 {prefix}{first}–{last} 重叠', '與已有號段 {prefix}{first}–{last} 重疊', 'It overlaps the range {prefix}{first}–{last}'],
  'too-many-pools': ['号段不能超过 {most} 个', '號段不能超過 {most} 個', 'There can be at most {most} ranges'],
})
