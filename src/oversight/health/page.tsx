import '#kit/ui/admin.css'
import './health.css'
import { Facts, Mark, PageHead, Section, Trouble, useNow, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { Advice, Backups, Disks, useBytes } from './backups.tsx'
import { readHealth } from './contract.ts'
import { Findings, lineName, type Health } from './findings.tsx'
import { readsByNight } from './rules.ts'
import { healthScreen } from './screen.ts'
import { text } from './words.ts'

/** How the house runs: what somebody must look at first, the rest below it. */
export default function HealthPage() {
  const { t, time } = useTongue()
  const { data, error, refetch } = useCall(readHealth, {}, { every: 5000 })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  if (!data) return <Waiting lines={10} />
  return (
    <div className="health">
      <PageHead title={t(healthScreen.title)} note={t(text.asOf, { time: time(data.at, 'clock') })} />
      <Findings of={data} />
      <div className="health-columns">
        <div>
          <Section title={t(text.timetable)} extra={<span className="soft">{t(text.timetableNote)}</span>}><Timetable of={data} /></Section>
          <Advice of={data.advice} />
        </div>
        <div>{data.backups && <Backups of={data.backups} />}<Rest of={data} /></div>
      </div>
    </div>
  )
}

function Timetable({ of }: { of: Health }) {
  const { t, tongue, length } = useTongue()
  const now = useNow(5000)
  if (of.lines.length === 0) return <p className="soft">{t(text.noLines)}</p>
  return <Table heads={[t(text.line), [t(text.every)], [t(text.okAt)], '']} rows={of.lines.toSorted((a, b) => Number(b.late) - Number(a.late)).map(l => {
    const age = l.okAt ? now - Date.parse(l.okAt) : 0
    return { key: l.name, cells: [
      lineName(tongue, l.name), <span className="soft figure">{l.every < 1000 ? t(text.ms, { ms: l.every }) : length(l.every)}</span>,
      <span className="figure">{l.okAt ? (age < 15_000 ? t(text.justNow) : t(text.ago, { time: length(age) })) : t(text.neverRan)}</span>,
      <><Mark tone={l.late ? 'bad' : 'good'}>{l.failures > 0 ? t(text.failures, { count: l.failures }) : t(l.late ? text.late : text.fine)}</Mark>{l.error && l.failures > 0 && <div className="soft line-error">{l.error}</div>}</>,
    ] }
  })} />
}

function Rest({ of }: { of: Health }) {
  const { t, tongue, number, length } = useTongue()
  const now = useNow(5000)
  const bytes = useBytes()
  const { database: d, jobs, clocks, versions, calendar } = of
  return <>
    <Section title={t(text.readers)} extra={<span className="soft">{t(text.readersNote)}</span>}>
      <Facts of={of.readers.map(r => [lineName(tongue, r.name), r.behind === 0 ? <Mark tone="good">{t(text.upToDate)}</Mark> : <Mark tone={readsByNight(r.name) ? 'good' : r.oldestAt && now - Date.parse(r.oldestAt) > 60_000 ? 'bad' : 'warn'}>{t(text.behind, { count: r.behind })}</Mark>] as const)} />
    </Section>
    <Section title={t(text.jobs)}>
      <Facts of={[[t(text.waiting), <span className="figure">{number(jobs.waiting)}</span>], [t(text.dead), <span className={jobs.dead ? 'bad figure strong' : 'figure'}>{number(jobs.dead)}</span>]]} />
    </Section>
    <Section title={t(text.clocks)}>
      <Facts of={[[t(text.unmarked), <span className="figure">{number(clocks.unmarked)} {clocks.lateMs > 0 && <span className={clocks.lateMs > 5000 ? 'bad' : 'soft'}>{t(text.lateBy, { time: length(clocks.lateMs) })}</span>}</span>]]} />
    </Section>
    <Section title={t(text.pools)}>
      <Facts of={of.pools.map(p => [p.name, <span className="figure"><span className={p.low ? 'bad strong' : ''}>{t(text.left, { count: number(p.left) })}</span> <span className="soft">{t(text.usedInWeek, { count: number(p.usedInWeek) })}</span></span>] as const)} />
    </Section>
    <Section title={t(text.database)}>
      <Facts of={[[t(text.version), `PostgreSQL ${d.version}`], [t(text.size), bytes(d.bytes)], [t(text.connections), t(text.connectionsOf, { used: d.connections, most: d.most })], [t(text.answered), t(text.ms, { ms: d.answeredMs })], [t(text.migration), d.migration]]} />
    </Section>
    <Disks of={of.disks} />
    <Section title={t(text.versions)}>
      <Facts of={[[t(text.danliu), versions.danliu], [t(text.node), versions.node], [t(text.calendar), t(text.years, { from: String(calendar.loadedYears[0] ?? ''), to: String(calendar.loadedYears.at(-1) ?? '') })]]} />
    </Section>
  </>
}
