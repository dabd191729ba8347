import { words } from '#kit/words.ts'

/** What the automatic review finds. */
export const reasons = words({
  'receiver-missing': ['收件人或电话缺失', '收件人或電話缺失', 'The receiver or the phone is missing'],
  'address-unlikely': ['地址存疑：{province}没有{city}', '地址存疑：{province}沒有{city}', 'The address is doubtful: there is no {city} in {province}'],
  'address-incomplete': ['地址不完整', '地址不完整', 'The address is incomplete'],
  'payment-short': ['付款不足：应付 {totalFen} 分，已付 {paidFen} 分', '付款不足：應付 {totalFen} 分，已付 {paidFen} 分', 'Payment is short: {totalFen} fen due, {paidFen} fen paid'],
  'product-unknown': ['有不认识的商品：{codes}', '有不認識的商品：{codes}', 'Unknown products: {codes}'],
  'product-not-on-sale': ['商品已下架：{codes}', '商品已下架：{codes}', 'Products not on sale: {codes}'],
  'amount-differs': ['金额不符：订单 {totalFen} 分，明细合计 {sumFen} 分', '金額不符：訂單 {totalFen} 分，明細合計 {sumFen} 分', 'The amount differs: {totalFen} fen on the order, {sumFen} fen by its lines'],
  'emergency-runs-already': ['紧急审核已经开启', '緊急審核已經開啟', 'The emergency review runs already'],
  'emergency-not-started': ['审核方式没有改变', '審核方式沒有改變', 'The review stays as it is'],
  'until-is-past': ['结束时间已过', '結束時間已過', 'The end lies in the past'],
  'suspended-already': ['已经搁置', '已經擱置', 'It is suspended already'],
  condition: ['条件写得不对', '條件寫得不對', 'The condition is not right'],
  'changed-meanwhile': ['别人刚刚改过这条规则，请先看一眼', '別人剛剛改過這條規則，請先看一眼', 'Somebody else has just changed this rule; look first'],
  'rules-differ': ['规则有增减，请重新排序', '規則有增減，請重新排序', 'Rules were added or retired; put them in order again'],
  'condition-empty': ['还没有条件', '還沒有條件', 'There is no condition yet'],
  'field-unknown': ['没有“{field}”这个项目', '沒有「{field}」這個項目', 'There is no field “{field}”'],
  'comparison-unfit': ['“{field}”不能这样比较', '「{field}」不能這樣比較', '“{field}” cannot be compared like this'],
  'value-unfit': ['“{field}”要比较的值还没有填好', '「{field}」要比較的值還沒有填好', 'The value for “{field}” is not filled in'],
})
