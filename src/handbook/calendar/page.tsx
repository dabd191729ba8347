import './calendar.css'
import { Button, DatePicker, Input, Modal } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { dayAt } from '#kit/day.rules.ts'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { pickedMoment } from '#kit/ui/picked.ts'
import { EmptyState, PageHead, Section, Trouble, useNow, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { clauseTitle, type Title } from '#handbook/clauses/clause.tsx'
import { announcePromotion, endPromotion, listPromotions } from './promotions.contract.ts'
import { calendarScreen } from './screen.ts'
import { text } from './words.ts'
import { readCalendar } from './year.contract.ts'

type Year = Answer<typeof readCalendar>

/** A year of the company drawn whole: holidays, the weekend days worked in exchange, promotions. */
export default function CalendarPage() {
  const { t } = useTongue()
  const [search, change] = useSearch(calendarScreen)
  const { data, error, refetch } = useCall(readCalendar, { query: search.year ? { year: search.year } : {} }, { keep: true, live: ['promotion'] })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  if (!data) return <Waiting lines={12} />
  const to = (year: number) => change({ year: String(year) })
  return (
    <div className="calendar">
      <PageHead title={t(text.year, { year: String(data.year) })} note={<Legend of={data} />}>
        <Button onClick={() => to(data.year - 1)} disabled={data.year <= 2000} title={t(text.previous)}>{data.year - 1}</Button>
        <Button onClick={() => change({ year: undefined })}>{t(text.today)}</Button>
        <Button onClick={() => to(data.year + 1)} disabled={data.year >= 2099} title={t(text.next)}>{data.year + 1}</Button>
      </PageHead>
      {data.loaded ? null : <div className="calendar-missing"><EmptyState title={t(text.notLoaded, { year: String(data.year) })} why={t(text.notLoadedWhy)} /></div>}
      <div className="calendar-columns">
        <div className="months">{Array.from({ length: 12 }, (_, m) => <Month key={m} of={data} month={m} />)}</div>
        <aside><Holidays of={data} /><Promotions of={data} />
          <Section title={t(text.shifts)}><ul>{data.shifts.map(s => <li key={s.from} className="figure">{t(text.shift, s)}</li>)}</ul></Section></aside>
      </div>
    </div>
  )
}

function Legend({ of }: { of: Year }) {
  const { t } = useTongue()
  const count = (kind: 'holiday' | 'workday') => of.days.filter(d => d.kind === kind).length
  return <span className="calendar-legend"><span><i className="day holiday" />{t(text.holiday)} {of.loaded && <span className="figure">{t(text.counted, { count: count('holiday') })}</span>}</span>
    <span><i className="day workday" />{t(text.workday)} {of.loaded && <span className="figure">{t(text.counted, { count: count('workday') })}</span>}</span><span><i className="day promotion" />{t(text.promotion)}</span></span>
}

const dayMs = 86_400_000
const pad = (n: number) => String(n).padStart(2, '0')
/** The company's day of a moment. */
const localDay = (of: Year, at: string) => dayAt(of.utcOffsetMinutes, new Date(at))

function Month({ of, month }: { of: Year; month: number }) {
  const { tongue } = useTongue()
  const first = new Date(Date.UTC(of.year, month, 1))
  const length = new Date(Date.UTC(of.year, month + 1, 0)).getUTCDate()
  // Weeks begin on Monday.
  const before = (first.getUTCDay() + 6) % 7
  const decreed = new Map(of.days.map(d => [d.day, d]))
  const weekdays = Array.from({ length: 7 }, (_, i) => new Intl.DateTimeFormat(tongue, { weekday: 'narrow', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 1) + i * dayMs)))
  return (
    <section className="month" aria-label={new Intl.DateTimeFormat(tongue, { month: 'long', timeZone: 'UTC' }).format(first)}>
      <h2>{new Intl.DateTimeFormat(tongue, { month: 'long', timeZone: 'UTC' }).format(first)}</h2>
      <div className="month-grid">
        {weekdays.map((w, i) => <span key={i} className="weekday" aria-hidden>{w}</span>)}
        {Array.from({ length: before }, (_, i) => <span key={`b${i}`} />)}
        {Array.from({ length }, (_, i) => {
          const day = `${of.year}-${pad(month + 1)}-${pad(i + 1)}`
          const found = decreed.get(day)
          const weekend = (before + i) % 7 > 4
          const sale = of.promotions.find(p => localDay(of, p.from) <= day && day <= localDay(of, new Date(Date.parse(p.to) - 1).toISOString()))
          const kind = found?.kind ?? (weekend ? 'weekend' : 'plain')
          return <span key={day} className={`day ${kind}${sale ? ' promotion' : ''}${day === of.today ? ' today' : ''}`} title={[found && clauseTitle(tongue, found.name as Title), sale?.name].filter(Boolean).join(' · ') || undefined}>{i + 1}</span>
        })}
      </div>
    </section>
  )
}

/** Each holiday with its days, and what is worked in exchange. */
function Holidays({ of }: { of: Year }) {
  const { t, tongue } = useTongue()
  const short = (day: string) => `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`
  const groups = [...Map.groupBy(of.days, d => d.name.zh)]
  return (
    <Section title={t(text.holidays)}>
      <ul className="holidays">{groups.map(([name, days]) => {
        const off = days.filter(d => d.kind === 'holiday'), worked = days.filter(d => d.kind === 'workday')
        const [first, last] = [off[0], off.at(-1)]
        return <li key={name}><b>{clauseTitle(tongue, days[0]!.name as Title)}</b><span className="figure">{first && last && (first === last ? short(first.day) : `${short(first.day)}–${short(last.day)}`)}</span>
          {worked.length > 0 && <span className="soft">{t(text.makeUp, { days: worked.map(w => short(w.day)).join(tongue === 'en' ? ', ' : '、') })}</span>}</li>
      })}</ul>
    </Section>
  )
}

function Promotions({ of }: { of: Year }) {
  const { t, time } = useTongue()
  const roles = useRoles()
  const [announcing, announce] = useState(false)
  const [ending, end] = useState<Running>()
  const { data } = useCall(listPromotions, { query: { limit: 100 } }, { live: ['promotion'] })
  const act = useAct(endPromotion, { done: () => end(undefined) })
  const manages = roles.includes('manager')
  const now = useNow(60_000)
  const runs = (p: Year['promotions'][number]) => data?.promotions.find(r => r.name === p.name && r.from === p.from && !r.endedAt && Date.parse(r.to) > now)
  return (
    <Section title={t(text.promotions)} extra={manages && <Button onClick={() => announce(true)}>{t(text.announce)}</Button>}>
      {of.promotions.length === 0 ? <p className="soft">{t(text.noPromotions)}</p> : <ul className="holidays">{of.promotions.map(p => {
        const running = runs(p)
        return <li key={p.name + p.from}><b>{p.name}</b>{manages && running ? <Button type="link" onClick={() => end(running)}>{t(text.end)}</Button> : <span />}<span className="figure whole">{time(p.from)} – {time(p.to)}</span><span className="soft">{t(text.announced, { time: time(p.announcedAt, 'day') })}</span></li>
      })}</ul>}
      {announcing && <Announce onClose={() => announce(false)} />}
      <ConfirmWithReason open={!!ending} title={t(text.endTitle, { name: ending?.name ?? '' })} act={t(text.end)} danger least={0} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={() => end(undefined)} onConfirm={() => ending && act.run({ params: { id: ending.id } })}><p>{t(text.endNote)}</p></ConfirmWithReason>
    </Section>
  )
}
type Running = Answer<typeof listPromotions>['promotions'][number]

function Announce({ onClose }: { onClose: () => void }) {
  const { t, utcOffsetMinutes } = useTongue()
  const message = useMessage()
  const [name, setName] = useState('')
  const [span, setSpan] = useState<[Dayjs, Dayjs]>()
  const act = useAct(announcePromotion, { done: () => { void message.success(t(text.announcedNow)); onClose() } })
  return (
    <Modal open title={t(text.announce)} onCancel={onClose} okText={t(text.announce)} okButtonProps={{ disabled: !name.trim() || !span }} confirmLoading={act.isPending} onOk={() => span && act.run({ body: { name: name.trim(), from: pickedMoment(utcOffsetMinutes, span[0]), to: pickedMoment(utcOffsetMinutes, span[1]) } })} width={460}>
      <label className="field"><span>{t(text.promotionName)}</span><Input autoFocus value={name} maxLength={60} placeholder={t(text.promotionHint)} onChange={e => setName(e.target.value)} /></label>
      <label className="field"><span>{t(text.promotionDays)}</span><DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" onChange={days => setSpan(days?.[0] && days[1] ? [days[0], days[1]] : undefined)} /></label>
      <p className="soft">{t(text.announceNote)}</p>
      <Trouble error={act.error} />
    </Modal>
  )
}
