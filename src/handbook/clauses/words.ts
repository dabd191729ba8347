import { words, type Text } from '#kit/words.ts'
import type { Figure } from './rules.ts'

export const kinds = words({
  deadline: ['时限', '時限', 'Deadline'], gate: ['把关', '把關', 'Gate'], schedule: ['定时', '定時', 'Schedule'], quota: ['配额', '配額', 'Quota'],
  threshold: ['阈值', '閾值', 'Threshold'], retention: ['保存', '保存', 'Retention'], target: ['目标', '目標', 'Target'], duty: ['职责', '職責', 'Duty'],
})

/** What the figures of clauses are called. */
export const figureNames = words({
  limit: ['时限', '時限', 'limit'], every: ['间隔', '間隔', 'every'], times: ['次数', '次數', 'times'], gap: ['允许差异', '允許差異', 'allowed gap'], share: ['比例', '比例', 'share'], least: ['最少', '最少', 'least'], most: ['最多', '最多', 'most'],
  latest: ['最晚', '最晚', 'latest'], earliest: ['最早', '最早', 'earliest'], promotion: ['促销期', '促銷期', 'in a promotion'], normal: ['平时', '平時', 'normal'], fresh: ['生鲜', '生鮮', 'fresh goods'], wrong: ['允许差错', '允許差錯', 'allowed errors'],
  within: ['工作时间内', '工作時間內', 'in working time'], morning: ['次个工作日', '次個工作日', 'next working day'], promise: ['承诺时效', '承諾時效', 'promised time'], place: ['名次', '名次', 'place'], persons: ['人数', '人數', 'persons'], oversold: ['超卖', '超賣', 'oversold'],
  months: ['月数', '月數', 'months'], large: ['大额', '大額', 'large amount'], floor: ['下限', '下限', 'floor'], each: ['每次', '每次', 'each'], at: ['时刻', '時刻', 'at'], accuracy: ['准确率', '準確率', 'accuracy'],
})

export const units = words({
  minutes: ['{n} 分钟', '{n} 分鐘', '{n} min'], hours: ['{n} 小时', '{n} 小時', '{n} h'], days: ['{n} 天', '{n} 天', '{n} d'], weeks: ['{n} 周', '{n} 週', '{n} wk'], workingMinutes: ['{n} 工作分钟', '{n} 工作分鐘', '{n} working min'], workingHours: ['{n} 工作小时', '{n} 工作小時', '{n} working h'], workingDays: ['{n} 个工作日', '{n} 個工作日', '{n} working d'],
  grams: ['{n} 克', '{n} 公克', '{n} g'],
  months: ['{n} 个月', '{n} 個月', '{n} mo'], years: ['{n} 年', '{n} 年', '{n} y'], percent: ['{n}%', '{n}%', '{n}%'], fen: ['{n} 元', '{n} 元', 'CNY {n}'], count: ['{n}', '{n}', '{n}'], dayOfMonth: ['每月 {n} 日', '每月 {n} 日', 'day {n}'], timeOfDay: ['{n}', '{n}', '{n}'],
} satisfies Record<Figure['unit'], Text>)

export const text = words({
  chapters: ['章节', '章節', 'Chapters'],
  inForce: ['现行制度，共 {clauses} 条，其中 {enforced} 条由系统执行', '現行制度，共 {clauses} 條，其中 {enforced} 條由系統執行', '{clauses} clauses in force, {enforced} of them carried out by the system'],
  findClause: ['搜索条款', '搜尋條款', 'Find a clause'],
  notEnforced: ['系统尚未执行', '系統尚未執行', 'not yet enforced'],
  onlyTimed: ['只看有时限的', '只看有時限的', 'Timed only'],
  source: ['出处', '出處', 'Source'],
  house: ['本系统', '本系統', 'house rule'],
  obliges: ['责任岗位', '責任崗位', 'Obliges'],
  kind: ['性质', '性質', 'Kind'],
  requirement: ['需求编号', '需求編號', 'Requirement'],
  figures: ['数字', '數字', 'Figures'],
  noFigures: ['这一条没有数字。', '這一條沒有數字。', 'This clause has no figure.'],
  noneEnded: ['还没有结束的', '還沒有結束的', 'none ended yet'],
  missedCount: ['超时 {count}', '逾時 {count}', { one: '{count} missed', other: '{count} missed' }],
  runningCount: ['进行中 {count}', '進行中 {count}', { one: '{count} running', other: '{count} running' }],
  applied: ['适用', '適用', 'Applied'],
  met: ['按时', '準時', 'Met'],
  missed: ['超时', '逾時', 'Missed'],
  running: ['进行中', '進行中', 'Running'],
  paused: ['已暂停', '已暫停', 'Paused'],
  atRisk: ['快到期', '快到期', 'At risk'],
  asOf: ['数字读自报表副本，截至 {at}', '數字讀自報表副本，截至 {at}', 'Figures are read from the copy for reports, as of {at}'],
  compliance: ['执行情况', '執行情況', 'How it is kept'],
  noCompliance: ['这一条没有计时，不统计按时率。', '這一條沒有計時，不統計準時率。', 'This clause runs no clock, so there is no figure of how it is kept.'],
  trend: ['最近 30 天，按结束日', '最近 30 天，按結束日', 'The last 30 days, by the day they ended'],
  trendDay: ['{day}：按时 {met}，超时 {missed}', '{day}：準時 {met}，逾時 {missed}', '{day}: {met} met, {missed} missed'],
  cases: ['背后的单据', '背後的單據', 'The cases behind it'],
  noCases: ['没有。', '沒有。', 'None.'],
  moreCases: ['再看 {count} 个', '再看 {count} 個', { one: 'One more', other: '{count} more' }],
  by: ['由 {who} 完成', '由 {who} 完成', 'ended by {who}'],
  versions: ['历次修改', '歷次修改', 'Versions'],
  noVersions: ['没有改过，一直是最初的数字。', '沒有改過，一直是最初的數字。', 'Never changed; the figures are the first ones.'],
  propose: ['提议修改', '提議修改', 'Propose a change'],
  proposeAct: ['提交', '提交', 'Propose'],
  figure: ['数字', '數字', 'Figure'],
  newValue: ['改为', '改為', 'New value'],
  effective: ['生效时间', '生效時間', 'In force from'],
  why: ['理由', '理由', 'Why'],
  whyHint: ['给批准的人看，会记入日志', '給核准的人看，會記入日誌', 'Read by whoever approves; kept in the log'],
  proposed: ['已提交，等另一位主管批准', '已提交，等另一位主管核准', 'Proposed; another manager must approve it'],
  approve: ['批准', '核准', 'Approve'],
  reject: ['驳回', '駁回', 'Turn down'],
  takeBack: ['撤回', '撤回', 'Take back'],
  approved: ['已批准', '已核准', 'Approved'],
  rejected: ['已驳回', '已駁回', 'Turned down'],
  waiting: ['待批准', '待核准', 'Waits for approval'],
  change: ['{figure}：{was} → {value}', '{figure}：{was} → {value}', '{figure}: {was} → {value}'],
  from: ['{time} 起生效', '{time} 起生效', 'in force from {time}'],
  proposedBy: ['{who} 于 {time} 提议', '{who} 於 {time} 提議', 'proposed by {who}, {time}'],
  approvedBy: ['{who} 于 {time} 批准', '{who} 於 {time} 核准', 'approved by {who}, {time}'],
  rejectedBy: ['{who} 于 {time} 驳回：{why}', '{who} 於 {time} 駁回：{why}', 'turned down by {who}, {time}: {why}'],
  noProposals: ['还没有人提议修改制度。', '還沒有人提議修改制度。', 'Nobody has proposed a change yet.'],
  noProposalsWhy: ['在条款里点“提议修改”，写明新数字、生效时间和理由。', '在條款裡點「提議修改」，寫明新數字、生效時間和理由。', 'Open a clause and press “Propose a change”: the new figure, from when, and why.'],
  approveTitle: ['批准这个修改？', '核准這個修改？', 'Approve this change?'],
  approveNote: ['从生效时间起，新的单据按新数字计时；以前的仍按当时的数字判断。', '從生效時間起，新的單據按新數字計時；以前的仍按當時的數字判斷。', 'From its date on, new cases are timed by the new figure; the past stays judged by the old one.'],
  rejectTitle: ['驳回这个修改？', '駁回這個修改？', 'Turn this change down?'],
  closeClause: ['关闭', '關閉', 'Close'],
})

export const reasons = words({
  'own-proposal': ['不能批准自己的提议，请另一位主管批准', '不能核准自己的提議，請另一位主管核准', 'Nobody approves their own proposal; ask another manager'],
  'decided-already': ['已经有了决定', '已經有了決定', 'It has been decided already'],
  'date-is-past': ['生效时间已过，请重新提议', '生效時間已過，請重新提議', 'Its date is past; propose it again'],
  'not-approvable': ['已经有了决定、日期已过，或是您自己提出的', '已經有了決定、日期已過，或是您自己提出的', 'It is decided already, its date is past, or it is your own proposal'],
  'not-rejectable': ['已经有了决定，或是别人的提议', '已經有了決定，或是別人的提議', 'It is decided already, or somebody else’s proposal'],
  'not-yours': ['这是别人的提议，只有主管能驳回', '這是別人的提議，只有主管能駁回', 'It is somebody else’s proposal; only a manager turns it down'],
  'no-change': ['和现行数字相同', '和現行數字相同', 'That is the figure in force already'],
  'figure-unknown': ['这一条没有这个数字', '這一條沒有這個數字', 'The clause has no such figure'],
})
