import { words } from '#kit/words.ts'

export const text = words({
  checking: ['复核', '複核', 'Check'],
  scanPieces: ['逐件扫描', '逐件掃描', 'Scan every piece'],
  passed: ['复核通过', '複核通過', 'Passed'],
  passedNote: ['{number} 交打包', '{number} 交打包', '{number} goes on to packing'],
  ofProduct: ['{done} / {all}', '{done} / {all}', '{done} of {all}'],
  still: ['还剩 {count} 件', '還剩 {count} 件', { one: '{count} piece left', other: '{count} pieces left' }],
  wrong: ['不是这单的', '不是這單的', 'Not of this order'],
  waits: ['已记下', '已記下', 'Kept'],
  again: ['重新数', '重新數', 'Count anew'],
  how: ['先扫面单、短码，或“波次-格口”（例如 W12-3），再逐件扫商品。扫完自动通过。', '先掃面單、短碼，或「波次-格口」（例如 W12-3），再逐件掃商品。掃完自動通過。', 'Scan the waybill, the short code or the place in the wave (such as W12-3), then every piece. The last one passes the order by itself.'],
})

export const reasons = words({
  'same-person': ['复核要由拣货以外的人做', '複核要由揀貨以外的人做', 'The check is made by somebody other than the picker'],
  'too-few': ['{product} 少了：要 {wanted} 件，扫到 {scanned} 件', '{product} 少了：要 {wanted} 件，掃到 {scanned} 件', '{product}: {wanted} wanted, only {scanned} scanned'],
})
