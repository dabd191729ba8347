import { words, type Text } from '#kit/words.ts'
import type { Channel, ContactOutcome } from './rules.ts'

export const reasons = words({
  'suspended-already': ['已经搁置', '已經擱置', 'It is suspended already'],
})

export const text = words({
  contact: ['联系客户', '聯絡客戶', 'Contact'],
  contacts: ['联系记录', '聯絡記錄', 'Contacts'],
  title: ['联系 {number} 的客户', '聯絡 {number} 的客戶', 'Contact the customer of {number}'],
  channel: ['方式', '方式', 'By'],
  outcome: ['结果', '結果', 'Outcome'],
  note: ['备注', '備註', 'Note'],
  noteHint: ['说了什么；不写电话和地址', '說了什麼；不寫電話和地址', 'what was said; no phone, no address'],
  silence: ['超过制度规定的时间没有答复会自动搁置，答复后接着走。', '超過制度規定的時間沒有回覆會自動擱置，回覆後接著走。', 'Silence beyond the time of the handbook suspends the order; an answer lets it go on.'],
  logged: ['已记录联系', '已記錄聯絡', 'The contact is logged'],
  silent: ['联系过 {count} 次，{time}没有答复', '聯絡過 {count} 次，{time}沒有回覆', { one: 'tried once, silent for {time}', other: 'tried {count} times, silent for {time}' }],
  save: ['保存', '儲存', 'Save'],
})

export const channelWords = words({ phone: ['电话', '電話', 'Phone'], sms: ['短信', '簡訊', 'SMS'], platform: ['平台消息', '平台訊息', 'Platform message'] }) satisfies Record<Channel, Text>
export const outcomeWords = words({
  asked: ['已问，等答复', '已問，等回覆', 'Asked, waiting'],
  promised: ['答应稍后答复', '答應稍後回覆', 'Promised to answer'],
  unreached: ['没联系上', '沒聯絡上', 'Not reached'],
  'wrong-number': ['号码不对', '號碼不對', 'Wrong number'],
  answered: ['已答复', '已回覆', 'Answered'],
}) satisfies Record<ContactOutcome, Text>
