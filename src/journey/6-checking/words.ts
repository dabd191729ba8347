import { words } from '#kit/words.ts'

export const reasons = words({
  'same-person': ['复核要由拣货以外的人做', '複核要由揀貨以外的人做', 'The check is made by somebody other than the picker'],
  'too-few': ['{product} 少了：要 {wanted} 件，扫到 {scanned} 件', '{product} 少了：要 {wanted} 件，掃到 {scanned} 件', '{product}: {wanted} wanted, only {scanned} scanned'],
})
