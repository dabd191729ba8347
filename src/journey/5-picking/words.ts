import { words } from '#kit/words.ts'

export const reasons = words({
  'wave-unknown': ['没有这个波次', '沒有這個波次', 'There is no such wave'],
  'wrong-product': ['不是要拣的商品：{scanned}', '不是要揀的商品：{scanned}', 'Not the product wanted: {scanned}'],
  'wrong-position': ['放错了格口，应放 {wanted}', '放錯了格口，應放 {wanted}', 'Wrong position; it belongs in {wanted}'],
  stopped: ['{position} 号位的订单已停下（{stage}{blocks}），请放回', '{position} 號位的訂單已停下（{stage}{blocks}），請放回', 'The order at position {position} was stopped ({stage} {blocks}); put it back'],
  'too-many': ['多了：扫了 {scanned} 件', '多了：掃了 {scanned} 件', 'Too many: {scanned} scanned'],
  'wrong-place': ['货位不对：扫到 {scanned}，应到 {wanted}', '貨位不對：掃到 {scanned}，應到 {wanted}', 'Wrong bin: {scanned} was scanned, go to {wanted}'],
  'wrong-lot': ['批次不对：扫到 {scanned}，应为 {wanted}', '批次不對：掃到 {scanned}，應為 {wanted}', 'Wrong lot: {scanned} was scanned, {wanted} is wanted'],
  'no-wave-waits': ['没有等人领的波次', '沒有等人領的波次', 'No wave is waiting to be taken'],
  'wave-done': ['这个波次已经拣完', '這個波次已經揀完', 'This wave is done'],
  'taken-by-another': ['这个波次由 {picker} 在拣', '這個波次由 {picker} 在揀', '{picker} has this wave'],
  'no-waybill-number': ['运单号用完了，请补充号段', '運單號用完了，請補充號段', 'There are no waybill numbers left; add some to the pool'],
})
