import { words } from '#kit/words.ts'

export const reasons = words({
  'wave-unknown': ['没有这个波次', '沒有這個波次', 'There is no such wave'],
  'wrong-product': ['不是要拣的商品：{scanned}', '不是要揀的商品：{scanned}', 'Not the product wanted: {scanned}'],
  'wrong-position': ['放错了格口，应放 {wanted}', '放錯了格口，應放 {wanted}', 'Wrong position; it belongs in {wanted}'],
  stopped: ['{position} 号位的订单已停下（{stage}{blocks}），请放回', '{position} 號位的訂單已停下（{stage}{blocks}），請放回', 'The order at position {position} was stopped ({stage} {blocks}); put it back'],
  'too-many': ['多了：扫了 {scanned} 件', '多了：掃了 {scanned} 件', 'Too many: {scanned} scanned'],
  'no-waybill-number': ['运单号用完了，请补充号段', '運單號用完了，請補充號段', 'There are no waybill numbers left; add some to the pool'],
})
