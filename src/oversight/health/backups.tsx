import { Facts, Mark, Section, TimeText, useNow } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { Sentence, type Health } from './findings.tsx'
import { text } from './words.ts'

/** From what the house could be brought back now. */
export function Backups({ of }: { of: NonNullable<Health['backups']> }) {
  const { t, length } = useTongue()
  const bytes = useBytes()
  const now = useNow(5000)
  const ago = (at: string) => t(text.ago, { time: length(Math.max(60_000, now - Date.parse(at))) })
  const when = (at: string | null) => (at ? <>{ago(at)} <span className="soft"><TimeText at={at} /></span></> : <span className="soft">{t(text.notYet)}</span>)
  const { drill, base } = of
  return (
    <Section title={t(text.backups)} extra={<span className="soft">{of.own ? t(text.backupsNote) : t(text.ownServer)}</span>}>
      <Facts of={[
        ...(of.own ? [
          [t(text.lastBackup), <>{when(base?.endedAt ?? null)}{base && <div className="soft">{t(text.backupSize, { size: bytes(base.bytes), sealed: bytes(base.sealedBytes) })}</div>}</>] as const,
          [t(text.rewind), of.oldestAt ? <TimeText at={of.oldestAt} /> : <span className="soft">{t(text.notYet)}</span>] as const,
          [t(text.archived), <>{when(of.logAt)}{of.waiting > 3 && <> <Mark tone="warn">{t(text.logWaiting, { count: of.waiting })}</Mark></>}</>] as const,
          [t(text.lastDrill), drill ? <><Mark tone={drill.ok ? 'good' : 'bad'}>{t(drill.ok ? text.drillOk : text.drillBad)}</Mark> {when(drill.at)}</> : <span className="soft">{t(text.notYet)}</span>] as const,
        ] : []),
        [t(text.lastExport), when(of.exportedAt)],
        [t(text.firstPlace), <span className="place-path">{of.first}</span>],
        [t(text.secondPlace), of.second ? <span className="place-path">{of.second}</span> : <Mark tone="warn">{t(text.noSecond)}</Mark>],
      ]} />
    </Section>
  )
}

export function Disks({ of }: { of: Health['disks'] }) {
  const { t } = useTongue()
  const bytes = useBytes()
  if (of.length === 0) return null
  return <Section title={t(text.disks)}><Facts of={of.map(d => [<span className="place-path">{d.where}</span>, <span className="figure">{t(text.freeOf, { free: bytes(d.free), all: bytes(d.all) })}</span>] as const)} /></Section>
}

export function Advice({ of }: { of: Health['advice'] }) {
  const { t } = useTongue()
  if (of.length === 0) return null
  return <Section title={t(text.advice)}><ul className="advice">{of.map((f, i) => <li key={i}><Sentence of={f} /></li>)}</ul></Section>
}

export function useBytes() {
  const { tongue } = useTongue()
  return (n: number) => new Intl.NumberFormat(tongue, { style: 'unit', unit: n < 1e9 ? 'megabyte' : 'gigabyte', maximumFractionDigits: n < 1e7 ? 1 : n < 1e9 ? 0 : 1 }).format(n / (n < 1e9 ? 1e6 : 1e9))
}
