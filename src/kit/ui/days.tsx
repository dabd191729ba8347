import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import 'dayjs/locale/zh-tw.js'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** Two days, both included. In a part of its own: the calendar of antd is heavy. */
export default function Days({ title, from, to, open, onChange }: { title: string; /** Opened at once, for whoever has just asked for it. */ open: boolean; from: string | undefined; to: string | undefined; onChange: (from: string | undefined, to: string | undefined) => void }) {
  const { t, tongue } = useTongue()
  dayjs.locale(tongue.toLowerCase())
  return <DatePicker.RangePicker aria-label={title} autoFocus={open} defaultOpen={open} allowEmpty={[true, true]} style={{ width: 224 }} placeholder={[`${title} ${t(text.from)}`, t(text.to)]} value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
    onChange={days => onChange(days?.[0]?.format('YYYY-MM-DD'), days?.[1]?.format('YYYY-MM-DD'))} />
}
