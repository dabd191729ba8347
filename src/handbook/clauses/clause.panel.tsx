import { Button, Drawer } from 'antd'
import { useContext, useState } from 'react'
import { useNames } from '#kit/ui/dictionary.tsx'
import { ClockBadge, Facts, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import type { Answer } from '#kit/ui/client.ts'
import { useCall } from '#kit/ui/query.tsx'
import { Go } from '#kit/ui/route.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { SubjectPlaces } from '#kit/ui/subjects.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { readTrend } from '#handbook/clocks/trend.contract.ts'
import { listChanges } from './changes.contract.ts'
import { clauseTitle, figureName, figureValue, type ShownClause } from './clause.tsx'
import { readCompliance } from '#handbook/clocks/compliance.contract.ts'
import { Kept, type Count } from './kept.tsx'
import { ProposeForm, Version } from './propose.tsx'
import { whichCases } from './screen.ts'
import { kinds, text } from './words.ts'

type Which = (typeof whichCases)[number]
const names = { applied: text.applied, met: text.met, missed: text.missed, running: text.running, paused: text.paused, 'at-risk': text.atRisk } as const

/** One clause in full: its figures, how it is kept, the cases behind the number, and how it came to be what it is. */
export function ClausePanel({ of, count, which, onWhich, onClose }: { of: ShownClause; count: Count | undefined; which: Which; onWhich: (which: Which) => void; onClose: () => void }) {
  const { t, tongue } = useTongue()
  const roles = useRoles()
  const name = useNames()
  const [proposing, propose] = useState(false)
  const mayPropose = roles.some(r => r === 'manager' || r === 'quality')
  const figures = Object.entries(of.figures)
  const changeable = figures.some(([, f]) => typeof f.value === 'number')
  return (
    <Drawer open onClose={onClose} size={560} title={<><span className="soft figure">{of.number}</span> {clauseTitle(tongue, of.title)}</>} className="clause-panel">
      <p className="clause-text">{clauseTitle(tongue, of.text)}</p>
      <Facts of={[
        [t(text.source), of.source.replace(/^house /, `${t(text.house)} `)], [t(text.obliges), of.obliges.map(name).join(tongue === 'en' ? ', ' : '、')], [t(text.kind), t(kinds[of.kind as keyof typeof kinds])],
        !of.enforced && ['', <span className="soft">{t(text.notEnforced)}</span>],
      ]} />
      <Section title={t(text.figures)} extra={mayPropose && changeable && !proposing && <Button onClick={() => propose(true)}>{t(text.propose)}</Button>}>
        {figures.length === 0 ? <p className="soft">{t(text.noFigures)}</p> : <Facts of={figures.map(([key, f]) => [figureName(tongue, key), <b className="figure">{figureValue(tongue, f.value, f.unit)}</b>] as const)} />}
        {proposing && <ProposeForm of={of} onDone={() => propose(false)} />}
      </Section>
      <Section title={t(text.compliance)}>
        {count ? <>
          <div className="panel-kept"><Kept of={count} /></div>
          <Trend clause={of.id} />
          <div className="panel-tabs" role="group" aria-label={t(text.cases)}>{whichCases.filter(w => numberIn(count, w) > 0 || w === which).map(w => <button key={w} type="button" aria-pressed={w === which} onClick={() => onWhich(w)}>{t(names[w])} <b className="figure">{numberIn(count, w)}</b></button>)}</div>
          <Cases clause={of.id} which={which} />
        </> : <p className="soft">{t(text.noCompliance)}</p>}
      </Section>
      <Versions of={of} />
    </Drawer>
  )
}

const numberIn = (of: Count, which: Which) => (which === 'at-risk' ? of.atRisk : of[which])

/** Thirty days of a clause as bars: what was kept below, what was missed on top. */
function Trend({ clause }: { clause: string }) {
  const { t } = useTongue()
  const { data } = useCall(readTrend, { params: { clause }, query: {} }, { live: ['clock'] })
  if (!data) return <div className="trend-room" />
  const most = Math.max(1, ...data.days.map(d => d.met + d.missed))
  const height = (n: number) => (n === 0 ? 0 : Math.max(1.5, (n / most) * 52))
  return (
    <figure className="trend">
      <svg viewBox={`0 0 ${data.days.length * 10} 56`} preserveAspectRatio="none" role="img" aria-label={t(text.trend)}>
        {data.days.map((d, i) => <g key={d.day}><title>{t(text.trendDay, { day: d.day, met: d.met, missed: d.missed })}</title>
          <rect x={i * 10} y={0} width={10} height={56} fill="transparent" />
          <rect x={i * 10 + 1.5} width={7} y={56 - height(d.met)} height={height(d.met)} fill="var(--good)" opacity={0.75} />
          <rect x={i * 10 + 1.5} width={7} y={56 - height(d.met) - height(d.missed)} height={height(d.missed)} fill="var(--bad)" />
        </g>)}
        <line x1={0} x2={data.days.length * 10} y1={55.7} y2={55.7} stroke="var(--line)" strokeWidth={0.6} />
      </svg>
      <figcaption className="soft"><span>{data.days[0]?.day.slice(5)}</span><span>{t(text.trend)}</span><span>{data.days.at(-1)?.day.slice(5)}</span></figcaption>
    </figure>
  )
}

type Case = Answer<typeof readCompliance>['subjects'][number]
function Cases({ clause, which }: { clause: string; which: Which }) {
  const { t } = useTongue()
  const [shown, show] = useState(50)
  const { data, error } = useCall(readCompliance, { query: { clause, which } }, { live: ['clock', 'order', 'parcel'], keep: true })
  if (error && !data) return <Trouble error={error} />
  if (!data) return <Waiting lines={4} />
  const cases = data.subjects
  return <>
    {cases.length === 0 && <p className="soft">{t(text.noCases)}</p>}
    <ul className="cases">{cases.slice(0, shown).map(c => <CaseRow key={c.clock} of={c} />)}</ul>
    {cases.length > shown && <Button type="link" onClick={() => show(shown + 200)}>{t(text.moreCases, { count: cases.length - shown })}</Button>}
  </>
}
function CaseRow({ of }: { of: Case }) {
  const { t } = useTongue()
  const name = useNames()
  const place = useContext(SubjectPlaces)[of.subject]
  const label = of.label ?? of.id
  return <li>{place ? <Go to={place(of.id)} className="figure">{label}</Go> : <span className="figure">{label}</span>}
    <span className="soft">{of.by ? t(text.by, { who: of.by === 'system' ? name('system') : of.by }) : ''}</span>
    {of.stoppedAt ? <TimeText at={of.stoppedAt} /> : <span />}
    <ClockBadge dueAt={of.dueAt} startedAt={of.startedAt} state={of.state} /></li>
}

function Versions({ of }: { of: ShownClause }) {
  const { t } = useTongue()
  const { data } = useCall(listChanges, { query: { clause: of.id } }, { live: ['handbook-change'] })
  return <Section title={t(text.versions)}>{data && (data.changes.length === 0 ? <p className="soft">{t(text.noVersions)}</p> : <ul className="versions">{data.changes.map(c => <Version key={c.id} of={c} unit={of.figures[c.figure]?.unit ?? 'count'} />)}</ul>)}</Section>
}
