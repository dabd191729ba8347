import './wall.css'
import { useEffect, useRef, useState } from 'react'
import { dayAt } from '#kit/day.rules.ts'
import type { Answer } from '#kit/ui/client.ts'
import { Icon } from '#kit/ui/icons.tsx'
import { Trouble, useNow } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { clauseTitle } from '#handbook/clauses/clause.tsx'
import { stages } from '#journey/order/words.ts'
import { readCompany } from '#people/company/contract.ts'
import { readWall } from './contract.ts'
import { text } from './words.ts'

type Wall = Answer<typeof readWall>

/** Today for everybody in the hall: dark, large, live. It covers the frame; Escape or the sign in the corner leads back. */
export default function WallPage() {
  const { t, time, utcOffsetMinutes } = useTongue()
  const now = useNow()
  const { data, error, refetch } = useCall(readWall, {}, { every: 4000, live: ['order'] })
  const company = useCall(readCompany)
  const box = useRef<HTMLDivElement>(null)
  const [whole, setWhole] = useState(false)
  useEffect(() => {
    const changed = () => setWhole(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', changed)
    return () => document.removeEventListener('fullscreenchange', changed)
  }, [])
  const stale = data !== undefined && now - Date.parse(data.at) > 20_000
  return (
    <div className="wall" ref={box}>
      <header>
        <h1><Icon name="flow" size={28} />{company.data?.name ?? ''} <span className="wall-day">{t(text.today)}</span> <span className="wall-date">{dayAt(utcOffsetMinutes, new Date(now)).slice(5)}</span></h1>
        {stale && <span className="wall-stale" role="status">{t(text.stale, { time: time(data.at, 'clock') })}</span>}
        <span className="wall-clock figure">{time(new Date(now), 'clock')}</span>
        {!whole && <span className="wall-acts">
          <button type="button" onClick={() => void box.current?.requestFullscreen()}>{t(text.fullScreen)}</button>
          <Go to="/">{t(text.leaveWall)}</Go>
        </span>}
      </header>
      {error && !data ? <Trouble error={error} again={() => void refetch()} /> : data && <>
        <Flow of={data} />
        <div className="wall-columns"><Hours of={data} /><Promises of={data} /><Sellers of={data} /></div>
      </>}
    </div>
  )
}

function Flow({ of }: { of: Wall }) {
  const { t, number, length } = useTongue()
  const now = useNow()
  return (
    <section className="flow" aria-label={t(text.flow)}>
      {of.stages.filter(s => s.stage !== 'received' || s.entered > 0).map(s => {
        const age = s.oldestAt ? now - Date.parse(s.oldestAt) : 0
        return <div key={s.stage} className={s.standing ? 'flow-stage' : 'flow-stage none'}>
          <h2>{t(stages[s.stage])}</h2>
          <b className="figure">{number(s.standing)}{s.capped && '+'}</b>
          <p className="figure"><span className="flow-in">{t(text.entered)} {number(s.entered)}</span><span className="flow-out">{t(text.gone)} {number(s.gone)}</span></p>
          <p className="flow-old">{s.blocked > 0 ? <span className="warn">{t(text.blockedShort, { count: s.blocked })}</span> : s.oldestAt ? t(text.oldestShort, { time: length(age) }) : ' '}</p>
        </div>
      })}
    </section>
  )
}

/** Orders in (line) and out (bars) of each hour; yesterday's out behind them as a shade. */
function Hours({ of }: { of: Wall }) {
  const { t, number } = useTongue()
  const now = useNow()
  const passed = of.hours.filter(h => Date.parse(h.at) <= now)
  const sum = (what: 'received' | 'shipped' | 'receivedBefore' | 'shippedBefore') => passed.reduce((n, h) => n + h[what], 0)
  const most = Math.max(4, ...of.hours.flatMap(h => [h.received, h.shipped, h.receivedBefore, h.shippedBefore]))
  const y = (n: number) => 200 - (n / most) * 188
  const x = (i: number) => i * 30 + 15
  const line = (points: readonly { at: string }[], value: (h: Wall['hours'][number]) => number) => points.map((_, i) => `${i ? 'L' : 'M'}${x(i)} ${y(value(of.hours[i]!))}`).join('')
  return (
    <section className="wall-hours">
      <div className="wall-totals">
        <div><h2><i className="key received" />{t(text.received)}</h2><b className="figure">{number(sum('received'))}</b><span className="soft figure">{t(text.yesterday)} {number(sum('receivedBefore'))}</span></div>
        <div><h2><i className="key shipped" />{t(text.shipped)}</h2><b className="figure">{number(sum('shipped'))}</b><span className="soft figure">{t(text.yesterday)} {number(sum('shippedBefore'))}</span></div>
      </div>
      <svg viewBox="0 0 720 200" preserveAspectRatio="none" role="img" aria-label={t(text.hourly)}>
        {[0.25, 0.5, 0.75, 1].map(f => <line key={f} x1={0} x2={720} y1={y(most * f)} y2={y(most * f)} className="rule" />)}
        {of.hours.map((h, i) => <g key={h.at}><title>{t(text.hourLabel, { hour: i, received: h.received, shipped: h.shipped })}</title>
          <rect x={i * 30 + 2} width={26} y={y(h.shippedBefore)} height={200 - y(h.shippedBefore)} className="before" />
          <rect x={i * 30 + 7} width={16} y={y(h.shipped)} height={200 - y(h.shipped)} className="shipped" /></g>)}
        <path d={line(of.hours, h => h.receivedBefore)} className="line before" />
        <path d={line(passed.slice(0, -1), h => h.received)} className="line received" />
        {passed.length > 1 && <path d={`M${x(passed.length - 2)} ${y(passed.at(-2)!.received)}L${x(passed.length - 1)} ${y(passed.at(-1)!.received)}`} className="line received now" />}
        <line x1={0} x2={720} y1={200} y2={200} className="rule base" />
      </svg>
      <div className="wall-axis soft figure" aria-hidden>{[0, 3, 6, 9, 12, 15, 18, 21].map(h => <span key={h}>{h}</span>)}</div>
    </section>
  )
}

/** What the handbook promised, against what was kept today: the worst first. */
function Promises({ of }: { of: Wall }) {
  const { t, tongue, number, percent } = useTongue()
  const shown = of.promises.filter(p => p.met + p.missed + p.overdue > 0).toSorted((a, b) => shareOf(a) - shareOf(b)).slice(0, 8)
  return (
    <section className="promises">
      <h2>{t(text.promises)}</h2>
      {shown.length === 0 && <p className="soft">{t(text.noneYet)}</p>}
      <ul>{shown.map(p => {
        const share = shareOf(p)
        return <li key={p.clause}>
          <span className="promise-name">{clauseTitle(tongue, p.title)}</span>
          <b className={`figure ${share < 0.9 ? 'bad' : share < 0.98 ? 'warn' : 'good'}`}>{percent(share)}</b>
          <span className="promise-bar"><i style={{ width: `${share * 100}%` }} className={share < 0.9 ? 'bad' : share < 0.98 ? 'warn' : 'good'} /></span>
          <span className="soft figure">{t(text.keptOf, { met: number(p.met), all: number(p.met + p.missed + p.overdue) })}</span>
        </li>
      })}</ul>
    </section>
  )
}
const shareOf = (p: Wall['promises'][number]) => p.met / Math.max(1, p.met + p.missed + p.overdue)

function Sellers({ of }: { of: Wall }) {
  const { t, number } = useTongue()
  return (
    <section className="sellers">
      <h2>{t(text.sellers)}</h2>
      {of.sellers.length === 0 ? <p className="soft">{t(text.noSellers)}</p> : <ol>{of.sellers.slice(0, 8).map(s => <li key={s.code}><span>{s.title}</span><b className="figure">{number(s.pieces)}</b></li>)}</ol>}
    </section>
  )
}
