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
