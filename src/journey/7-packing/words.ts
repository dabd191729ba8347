import { words } from '#kit/words.ts'

export const text = words({
  packing: ['打包', '打包', 'Packing'],
  thenWeigh: ['装好后称重，预计 {grams} 克', '裝好後秤重，預計 {grams} 公克', 'Pack it, then weigh it: {grams} g expected'],
  weighed: ['{grams} 克', '{grams} 公克', '{grams} g'],
  thenSlip: ['扫发货单，再扫面单完成', '掃出貨單，再掃面單完成', 'Scan the slip, then the waybill to finish'],
  slipSeen: ['发货单相符', '出貨單相符', 'The slip is right'],
  thenWaybill: ['贴好面单，扫面单完成', '貼好面單，掃面單完成', 'Stick the waybill on and scan it to finish'],
  weighFirst: ['先称重', '先秤重', 'Weigh it first'],
  weighNote: ['输入克数，或让秤发送', '輸入公克數，或讓秤傳送', 'Type the grams, or let the scale send them'],
  packed: ['打包完成', '打包完成', 'Packed'],
  notPacked: ['不能封箱', '不能封箱', 'It cannot be closed'],
  material: ['包材', '包材', 'Material'],
  advised: ['建议', '建議', 'advised'],
  weight: ['重量（克）', '重量（公克）', 'Weight in grams'],
  liquid: ['液体', '液體', 'liquid'],
  fragile: ['易碎', '易碎', 'fragile'],
  close: ['封箱', '封箱', 'Close it'],
  how: ['扫面单、短码或“波次-格口”。屏幕告诉您用什么包材、该多重。', '掃面單、短碼或「波次-格口」。螢幕告訴您用什麼包材、該多重。', 'Scan the waybill, the short code or the place in the wave. The screen says which material and which weight.'],
})

export const reasons = words({
  'no-parcel': ['没有包裹', '沒有包裹', 'There is no parcel'],
  'wrong-waybill': ['运单不对：应为 {wanted}，扫到 {scanned}', '運單不對：應為 {wanted}，掃到 {scanned}', 'Wrong waybill: {wanted} is wanted, {scanned} was scanned'],
  'wrong-slip': ['发货单不对：应为 {wanted}，扫到 {scanned}', '出貨單不對：應為 {wanted}，掃到 {scanned}', 'Wrong slip: {wanted} is wanted, {scanned} was scanned'],
  'waybill-not-scanned': ['还没有扫面单', '還沒有掃面單', 'The waybill has not been scanned'],
  'slip-not-scanned': ['还没有扫发货单', '還沒有掃出貨單', 'The slip has not been scanned'],
  'paper-void': ['这张单据已作废：{scanned}', '這張單據已作廢：{scanned}', 'This paper is void: {scanned}'],
  'weight-differs': ['重量不符：实重 {weighed} 克，应为 {expected} 克，允许差 {allowed} 克', '重量不符：實重 {weighed} 公克，應為 {expected} 公克，允許差 {allowed} 公克', 'The weight differs: {weighed} g, expected {expected} g, {allowed} g allowed'],
})
