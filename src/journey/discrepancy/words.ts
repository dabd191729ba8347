import { words } from '#kit/words.ts'

export const reasons = words({
  'shelf-short': ['货架缺货', '貨架缺貨', 'The shelf is short'],
})
