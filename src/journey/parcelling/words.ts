import { words } from '#kit/words.ts'

/** Why orders cannot be merged, split or put back as they were. */
export const reasons = words({
  'not-parcelled': ['订单保持原样', '訂單保持原樣', 'The orders stay as they are'],
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
  'nothing-to-undo': ['没有可以撤销的合单或拆单', '沒有可以撤銷的合單或拆單', 'There is no merge or split to undo'],
  'corrected-since': ['合单或拆单后资料又被更正，不能撤销', '合單或拆單後資料又被更正，不能撤銷', 'It was corrected since and cannot be undone'],
  'channel-changed-since': ['合单或拆单后平台又更新了订单，不能撤销', '合單或拆單後平台又更新了訂單，不能撤銷', 'The channel changed it since; it cannot be undone'],
})
