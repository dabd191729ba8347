import { words } from '#kit/words.ts'

/** Why a promotion cannot be announced or ended. */
export const reasons = words({
  'ends-before-it-begins': ['结束时间在开始时间之前', '結束時間在開始時間之前', 'It ends before it begins'],
  'over-already': ['结束时间已经过去', '結束時間已經過去', 'Its end has passed'],
  'too-far-away': ['离现在太远', '離現在太遠', 'It is too far away'],
  'announced-in-the-past': ['公布时间不能早于现在', '公布時間不能早於現在', 'It cannot be announced in the past'],
  'announced-after-its-end': ['公布时间在结束之后', '公布時間在結束之後', 'It would be announced after its end'],
  'not-running': ['促销已经结束或不存在', '促銷已經結束或不存在', 'It is over, or there is no such promotion'],
})

export const text = words({
  year: ['{year} 年', '{year} 年', '{year}'],
  previous: ['上一年', '上一年', 'Previous year'],
  next: ['下一年', '下一年', 'Next year'],
  today: ['今天', '今天', 'Today'],
  holiday: ['法定节假日', '法定假日', 'Statutory holiday'],
  workday: ['调休上班', '調休上班', 'Make-up working day'],
  weekend: ['周末', '週末', 'Weekend'],
  promotion: ['促销期', '促銷期', 'Promotion'],
  counted: ['{count} 天', '{count} 天', { one: '{count} day', other: '{count} days' }],
  notLoaded: ['{year} 年的节假日安排还没有载入', '{year} 年的假日安排還沒有載入', 'The holidays of {year} are not loaded yet'],
  notLoadedWhy: ['国务院通常在前一年十一月公布。载入之前，跨到这一年的工作时限算不出来，系统会明确拒绝，不会当作平常日子。', '國務院通常在前一年十一月公布。載入之前，跨到這一年的工作時限算不出來，系統會明確拒絕，不會當作平常日子。', 'The State Council publishes them in November of the year before. Until then, limits in working time that reach into this year are refused rather than guessed.'],
  shifts: ['工作时段', '工作時段', 'Shifts'],
  shift: ['{from}–{to}', '{from}–{to}', '{from}–{to}'],
  promotions: ['促销期', '促銷期', 'Promotions'],
  noPromotions: ['这一年没有促销期。', '這一年沒有促銷期。', 'No promotions this year.'],
  announce: ['公告促销期', '公告促銷期', 'Announce a promotion'],
  promotionName: ['名称', '名稱', 'Name'],
  promotionHint: ['比如：年货节', '例如：年貨節', 'for example: New Year sale'],
  promotionDays: ['起止时间', '起訖時間', 'From and to'],
  announceNote: ['公告之后下的单按促销期的时限计算；已经在办的单不变。', '公告之後下的單按促銷期的時限計算；已經在辦的單不變。', 'Orders that come after the announcement get the limits of a promotion; what runs already keeps its own.'],
  announcedNow: ['已公告', '已公告', 'Announced'],
  end: ['提前结束', '提前結束', 'End it now'],
  endTitle: ['现在结束“{name}”？', '現在結束「{name}」？', 'End “{name}” now?'],
  endNote: ['之后的单恢复平时的时限；促销期内开始的仍按促销期计算。', '之後的單恢復平時的時限；促銷期內開始的仍按促銷期計算。', 'Later orders get the usual limits; what began in it keeps its limits.'],
  announced: ['{time} 公告', '{time} 公告', 'announced {time}'],
  holidays: ['节假日', '假日', 'Holidays'],
  month: ['{month} 月', '{month} 月', 'Month {month}'],
  makeUp: ['调休：{days}', '調休：{days}', 'worked in exchange: {days}'],
})
