import { words } from '#kit/words.ts'

export const shopText = words({
  add: ['加店铺', '加店鋪', 'New shop'],
  name: ['名称', '名稱', 'Name'],
  code: ['代码', '代碼', 'Code'],
  codeHint: ['订单用它认店铺，定下后不再改', '訂單用它認店鋪，定下後不再改', 'orders name the shop by it; it stays'],
  channel: ['渠道', '渠道', 'Channel'],
  change: ['修改', '修改', 'Change'],
  save: ['保存', '儲存', 'Save'],
  saved: ['已保存', '已儲存', 'Saved'],
})
