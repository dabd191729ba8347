import { words } from '#kit/words.ts'

/** What the automatic review finds, and why orders cannot be merged or split. */
export const reasons = words({
  'receiver-missing': ['收件人或电话缺失', '收件人或電話缺失', 'The receiver or the phone is missing'],
  'address-incomplete': ['地址不完整', '地址不完整', 'The address is incomplete'],
  'payment-short': ['付款不足：应付 {totalFen} 分，已付 {paidFen} 分', '付款不足：應付 {totalFen} 分，已付 {paidFen} 分', 'Payment is short: {totalFen} fen due, {paidFen} fen paid'],
  'product-unknown': ['有不认识的商品：{codes}', '有不認識的商品：{codes}', 'Unknown products: {codes}'],
  'product-not-on-sale': ['商品已下架：{codes}', '商品已下架：{codes}', 'Products not on sale: {codes}'],
  'amount-differs': ['金额不符：订单 {totalFen} 分，明细合计 {sumFen} 分', '金額不符：訂單 {totalFen} 分，明細合計 {sumFen} 分', 'The amount differs: {totalFen} fen on the order, {sumFen} fen by its lines'],
  'suspended-already': ['已经搁置', '已經擱置', 'It is suspended already'],
  'not-parcelled': ['订单保持原样', '訂單保持原樣', 'The orders stay as they are'],
  condition: ['条件写得不对', '條件寫得不對', 'The condition is not right'],
  'too-few-orders': ['至少要两张订单', '至少要兩張訂單', 'At least two orders are needed'],
  'order-twice': ['同一张订单选了两次', '同一張訂單選了兩次', 'One order was given twice'],
  'other-shop': ['不是同一家店铺', '不是同一家店鋪', 'They are of different shops'],
  'other-buyer': ['不是同一位买家', '不是同一位買家', 'They are of different buyers'],
  'other-address': ['收件地址不同', '收件地址不同', 'Their addresses differ'],
  'other-currency': ['币种不同', '幣別不同', 'Their currencies differ'],
  'address-unknown': ['看不到收件地址', '看不到收件地址', 'The address is not known'],
  'too-few-parts': ['至少要分成两份', '至少要分成兩份', 'At least two parts are needed'],
  'empty-part': ['第 {part} 份是空的', '第 {part} 份是空的', 'Part {part} is empty'],
  'line-twice': ['第 {part} 份里有一行出现两次', '第 {part} 份裡有一行出現兩次', 'A line stands twice in part {part}'],
  'bad-quantity': ['第 {line} 行的数量 {quantity} 不对', '第 {line} 行的數量 {quantity} 不對', 'The quantity {quantity} of line {line} is not right'],
  'no-such-line': ['没有第 {line} 行', '沒有第 {line} 行', 'There is no line {line}'],
  'quantity-differs': ['第 {line} 行订了 {ordered} 件，分出来 {given} 件', '第 {line} 行訂了 {ordered} 件，分出來 {given} 件', 'Line {line}: {ordered} ordered, {given} given'],
  'wrong-stage': ['订单在“{stage}”，不能这样做', '訂單在「{stage}」，不能這樣做', 'The order is “{stage}” and cannot do this'],
})
