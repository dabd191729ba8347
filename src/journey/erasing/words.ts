import { words } from '#kit/words.ts'

export const text = words({
  title: ['个人信息', '個人資料', 'Personal data'],
  known: ['此人共有 {count} 个订单（同一账号或电话）', '此人共有 {count} 個訂單（同一帳號或電話）', { one: '{count} order of this person (same account or phone)', other: '{count} orders of this person (same account or phone)' }],
  erased: ['已删除，不会再恢复', '已刪除，不會再恢復', 'Erased; it does not come back'],
  held: ['法律保全，不删除', '法律保全，不刪除', 'The law holds it; nothing is erased'],
  tell: ['给本人的副本', '給本人的副本', 'Copy for the person'],
  tellWhy: ['为什么要给出全部信息？', '為什麼要給出全部資料？', 'Why is everything told?'],
  ask: ['申请删除', '申請刪除', 'Ask for erasing'],
  askWhy: ['为什么删除？', '為什麼刪除？', 'Why is it erased?'],
  askNote: ['收件人、备注、原始数据和打印内容都会删除，恢复备份也不会回来。须由另一人批准。', '收件人、備註、原始資料和列印內容都會刪除，還原備份也不會回來。須由另一人核准。', 'Receiver, remarks, what the channel sent and what was printed go for good, also from what is restored. Another person approves it.'],
  asked: ['已提交，等另一人批准', '已提交，等另一人核准', 'Asked; it waits for another person'],
  hold: ['法律保全', '法律保全', 'Legal hold'],
  lift: ['解除保全', '解除保全', 'Lift the hold'],
  holdWhy: ['原因', '原因', 'Why?'],
})
export const reasons = words({
  'orders-open': ['还有 {count} 个订单没有结束（{first}）', '還有 {count} 個訂單沒有結束（{first}）', { one: 'One order has not ended yet ({first})', other: '{count} orders have not ended yet ({first})' }],
  'law-holds': ['{count} 个订单被法律保全（{first}）', '{count} 個訂單被法律保全（{first}）', 'The law holds {count} orders ({first})'],
  'erased-already': ['已经删除', '已經刪除', 'It was erased already'],
  'orders-changed': ['订单状态变了，请重新申请', '訂單狀態變了，請重新申請', 'An order changed meanwhile; ask again'],
  'not-erasable': ['现在不能删除', '現在不能刪除', 'It cannot be erased now'],
})
