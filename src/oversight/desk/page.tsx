import './desk.css'
import { textIn, type Text } from '#kit/words.ts'
import { wallClock } from '#kit/day.rules.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { ClockBadge, PageHead, Section, TimeText, Trouble, useNow, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { sees } from '#kit/ui/frame.tsx'
import { Go, hrefOf, type Screen } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { clauseTitle } from '#handbook/clauses/clause.tsx'
import { handbookScreen, proposalsScreen } from '#handbook/clauses/screen.ts'
import { trackingScreen } from '#journey/9-delivery/screen.ts'
import type { Tracking } from '#journey/9-delivery/board.rules.ts'
import { trackings } from '#journey/9-delivery/words.ts'
import { reviewScreen } from '#journey/2-review/screen.ts'
import { wavesScreen } from '#journey/5-picking/screen.ts'
import { checkingScreen } from '#journey/6-checking/screen.ts'
import { packingScreen } from '#journey/7-packing/screen.ts'
import { handoverScreen } from '#journey/8-handover/screen.ts'
import { discrepanciesScreen } from '#journey/discrepancy/screen.ts'
import { orderScreen, ordersScreen } from '#journey/order/screen.ts'
import { blocks, stages } from '#journey/order/words.ts'
import { readHealth } from '#oversight/health/contract.ts'
import { Findings } from '#oversight/health/findings.tsx'
import { healthScreen } from '#oversight/health/screen.ts'
import { jobsScreen } from '#oversight/jobs/screen.ts'
import { carriersScreen } from '#partners/carriers/screen.ts'
import { approvalsScreen } from '#people/approvals/screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { readDesk } from './contract.ts'
import { deeds, text } from './words.ts'

type Desk = Answer<typeof readDesk>
const live = ['order', 'parcel', 'clock', 'job', 'handbook-change', 'approval', 'alarm']

/** What concerns whoever sits here, from the most to the least pressing. */
export default function DeskPage() {
  const { t, time, utcOffsetMinutes } = useTongue()
  const me = useMe()
  const now = useNow(30_000)
  const name = useNames()
  const { data, error, refetch } = useCall(readDesk, {}, { live, every: 30_000 })
  const hour = Number(wallClock(utcOffsetMinutes, new Date(now)).slice(11, 13))
  return (
    <div className="desk">
      <PageHead title={t(hour < 12 ? text.morning : hour < 18 ? text.noon : text.evening, { name: me.name })} note={`${time(now, 'weekday')} · ${me.roles.map(name).join(' · ')}`} />
      {error && !data ? <Trouble error={error} again={() => void refetch()} /> : !data ? <Waiting lines={9} /> : <>
        <WaitingForMe of={data.waiting} />
        {me.roles.includes('it') && <HouseFindings />}
        <div className="desk-columns">
          <AtRisk of={data.atRisk} />
          <div><Wrong of={data.wrong} /><Done of={data.done} /></div>
        </div>
      </>}
    </div>
  )
}

/** For whoever looks after the house: what its health says. */
function HouseFindings() {
  const { data } = useCall(readHealth, {}, { every: 30_000 })
  return data ? <Findings of={data} /> : null
}

const plain = { proposals: text.proposals, approvals: text.approvals, alarms: text.alarms, letters: text.letters, lines: text.lines, pools: text.pools }
function labelOf(w: Desk['waiting'][number]): Text {
  if (w.kind === 'stage') return stages[w.key as keyof typeof stages]
  if (w.kind === 'block') return blocks[w.key as keyof typeof blocks]
  if (w.kind === 'parcels') return trackings[w.key as Tracking]
  return plain[w.kind]
}
/** Where the work of a stage is done; the list of orders where it has no page of its own. */
const rooms: Partial<Record<string, Screen>> = { review: reviewScreen, picking: wavesScreen, checking: checkingScreen, packing: packingScreen, packed: handoverScreen }
function placeOf(w: Desk['waiting'][number], roles: readonly string[]): string {
  if (w.kind === 'stage') {
    const room = w.key === 'ready' && roles.includes('picker') ? wavesScreen : rooms[w.key]
    return room && sees(room, roles) ? hrefOf(room) : hrefOf(ordersScreen, {}, { stage: w.key, sort: 'priority' })
  }
  if (w.kind === 'block') return w.key === 'discrepancy' && sees(discrepanciesScreen, roles) ? hrefOf(discrepanciesScreen, {}, { open: 'yes' }) : hrefOf(ordersScreen, {}, { block: w.key })
  if (w.kind === 'parcels') return hrefOf(trackingScreen, {}, { tracking: w.key as Tracking })
  return hrefOf({ proposals: proposalsScreen, approvals: approvalsScreen, alarms: approvalsScreen, letters: jobsScreen, pools: carriersScreen, lines: healthScreen }[w.kind])
}

function WaitingForMe({ of }: { of: Desk['waiting'] }) {
  const { t, number, length } = useTongue()
  const { roles } = useMe()
  const now = useNow(30_000)
  const ageOf = (at: string) => { const age = now - Date.parse(at); return age < 60_000 ? t(text.allNew) : t(text.oldest, { time: length(age) }) }
  return (
    <Section title={t(text.waiting)}>
      {of.length === 0 ? <p className="soft">{t(text.nothingWaits)}</p> : <ul className="queues">
        {of.map(w => <li key={`${w.kind} ${w.key}`}><Go to={placeOf(w, roles)} className={w.count ? 'queue' : 'queue none'}>
          <b>{w.capped ? t(text.atLeast, { count: w.count }) : number(w.count)}</b><span>{t(labelOf(w))}</span>
          <span className="soft">{w.oldestAt && w.count > 0 ? ageOf(w.oldestAt) : ' '}</span>
        </Go></li>)}
      </ul>}
    </Section>
  )
}

function AtRisk({ of }: { of: Desk['atRisk'] }) {
  const { t, tongue, time } = useTongue()
  return (
    <Section title={t(text.atRisk)} extra={<span className="soft">{t(text.atRiskNote)}</span>}>
      {of.length === 0 ? <p className="soft">{t(text.nothingRisks)}</p> : <ul className="risks">
        {of.toSorted((a, b) => b.overdue - a.overdue || b.soon - a.soon).map(r => <li key={r.clause}>
          <div className="risk-head">
            <Go to={hrefOf(handbookScreen, {}, { clause: r.clause })} className="risk-clause"><span className="soft figure">{r.number}</span> {clauseTitle(tongue, r.title)}</Go>
            <span className="risk-counts">{r.overdue > 0 && <b className="bad">{t(text.overdue, { count: r.overdue })}</b>}{r.soon > 0 && <span className="warn">{t(text.soon, { count: r.soon })}</span>}
              <Go to={hrefOf(handbookScreen, {}, { clause: r.clause, which: r.overdue ? 'missed' : 'at-risk' })}>{t(text.showAll)}</Go></span>
          </div>
          <ul className="risk-items">{r.items.map(i => <li key={`${i.subject} ${i.id}`}>{i.order ? <Go to={hrefOf(orderScreen, { id: i.order })} className="figure">{i.number}</Go> : <span>{i.subject === 'collection' ? t(text.collectionOf, { time: time(i.dueAt) }) : i.number ?? i.id}</span>} <ClockBadge dueAt={i.dueAt} /></li>)}</ul>
        </li>)}
      </ul>}
    </Section>
  )
}

function Wrong({ of }: { of: Desk['wrong'] }) {
  const { t, tongue, number } = useTongue()
  return (
    <Section title={t(text.wrong)}>
      {of.length === 0 ? <p className="soft">{t(text.nothingWrong)}</p> : <ul className="rows">
        {of.map(w => <li key={`${w.kind} ${w.key}`}>
          <b className="bad figure">{number(w.count)}</b>
          <span>{w.kind === 'breach' && w.title ? <Go to={hrefOf(handbookScreen, {}, { clause: w.key, which: 'missed' })}>{t(text.breach, { clause: clauseTitle(tongue, w.title) })}</Go> : t(text[w.kind as Exclude<typeof w.kind, 'breach'>])}
            {w.orders.length > 0 && <span className="row-orders">{w.orders.map(o => <Go key={o.id} to={hrefOf(orderScreen, { id: o.id })} className="figure">{o.number}</Go>)}</span>}</span>
          <span className="soft">{w.latestAt && <TimeText at={w.latestAt} />}</span>
        </li>)}
      </ul>}
    </Section>
  )
}

function Done({ of }: { of: Desk['done'] }) {
  const { t, tongue, number, time } = useTongue()
  const acts = of.filter(d => !d.kind.startsWith('staff.signed'))
  const total = acts.reduce((sum, d) => sum + d.count, 0)
  const most = Math.max(1, ...acts.map(d => d.count))
  const words = (kind: string) => (Object.hasOwn(deeds, kind) ? textIn(tongue, deeds[kind as keyof typeof deeds]) : kind)
  return (
    <Section title={t(text.done)} extra={total > 0 && <span className="soft">{t(text.doneTotal, { count: total })}</span>}>
      {acts.length === 0 ? <p className="soft">{t(text.nothingDone)}</p> : <ul className="rows done">
        {acts.map(d => <li key={d.kind}><b className="figure">{number(d.count)}</b><span>{words(d.kind)}<i className="done-bar" style={{ width: `${(d.count / most) * 100}%` }} /></span><span className="soft">{t(text.last, { time: time(d.lastAt, 'clock').slice(0, 5) })}</span></li>)}
      </ul>}
    </Section>
  )
}
