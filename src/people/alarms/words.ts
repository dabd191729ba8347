import { words, type Text } from '#kit/words.ts'
import type { AlarmKind } from './rules.ts'

export const kinds = words({
  'many-looks': ['大量查看个人信息，已停止查看', '大量查看個人資料，已停止查看', 'Looked at very many people; nothing more is shown'],
  'night-export': ['工作时间以外导出', '工作時間以外匯出', 'Export outside working hours'],
} satisfies Record<AlarmKind, Text>)
export const text = words({
  looks: ['{count} 次', '{count} 次', { one: '{count} look', other: '{count} looks' }],
  rows: ['{count} 行', '{count} 行', { one: '{count} row', other: '{count} rows' }],
  until: ['到 {time} 为止', '到 {time} 為止', 'until {time}'],
  lift: ['解除', '解除', 'Lift'],
  seen: ['已了解', '已了解', 'Looked into'],
  why: ['查到了什么？', '查到了什麼？', 'What did you find?'],
  whyNote: ['解除后这个人可以继续查看。谁解除的会永久记入日志。', '解除後這個人可以繼續查看。誰解除的會永久記入日誌。', 'The person may look again. Who lifted it is kept in the log for good.'],
  settled: ['{who} 于 {time}：{why}', '{who} 於 {time}：{why}', '{who}, {time}: {why}'],
})
export const reasons = words({
  'too-many-looks': ['短时间内查看了太多人，已停止查看；主管可以解除', '短時間內查看了太多人，已停止查看；主管可以解除', 'You looked at very many people in a short time; a manager can lift the stop'],
  'own-alarm': ['关于自己的提醒由另一位主管处理', '關於自己的提醒由另一位主管處理', 'An alarm about yourself is for another manager'],
  'settled-already': ['已经处理过', '已經處理過', 'It was settled already'],
  'not-settled': ['提醒还在', '提醒還在', 'The alarm stands'],
})
