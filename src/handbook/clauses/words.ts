import { words } from '#kit/words.ts'

export const reasons = words({
  'figure-unknown': ['这条没有这个数值', '這條沒有這個數值', 'The clause has no such number'],
  'not-approvable': ['已经批准、日期已过，或是您自己提出的', '已經核准、日期已過，或是您自己提出的', 'It is approved already, its date is past, or it is your own proposal'],
})
