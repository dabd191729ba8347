import { words } from '#kit/words.ts'

/** What the automatic review finds. */
export const reasons = words({
  'receiver-missing': ['收件人或电话缺失', '收件人或電話缺失', 'The receiver or the phone is missing'],
  'address-incomplete': ['地址不完整', '地址不完整', 'The address is incomplete'],
  'payment-short': ['付款不足：应付 {totalFen} 分，已付 {paidFen} 分', '付款不足：應付 {totalFen} 分，已付 {paidFen} 分', 'Payment is short: {totalFen} fen due, {paidFen} fen paid'],
  'product-unknown': ['有不认识的商品：{codes}', '有不認識的商品：{codes}', 'Unknown products: {codes}'],
  'product-not-on-sale': ['商品已下架：{codes}', '商品已下架：{codes}', 'Products not on sale: {codes}'],
  'amount-differs': ['金额不符：订单 {totalFen} 分，明细合计 {sumFen} 分', '金額不符：訂單 {totalFen} 分，明細合計 {sumFen} 分', 'The amount differs: {totalFen} fen on the order, {sumFen} fen by its lines'],
  'suspended-already': ['已经搁置', '已經擱置', 'It is suspended already'],
  condition: ['条件写得不对', '條件寫得不對', 'The condition is not right'],
})
