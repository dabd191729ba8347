import '#kit/ui/admin.css'
import './print.css'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { EmptyState, Mark, PageHead, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { usePlaces, type Place } from '#goods/inventory/bins.tsx'
import { listWarehouses } from '#goods/inventory/warehouses.contract.ts'
import { useMe } from '#people/staff/me.tsx'
import { prints } from './contract.ts'
import { PrintDialog, type Subject } from './dialog.tsx'
import { stockPapersScreen } from './screen.ts'
import { listStockActs } from './stock.contract.ts'
import { causes, documents, text } from './words.ts'

const mostBins = 5000

/** Papers of a warehouse: labels of its bins, sheets to count by, receipts and adjustments to sign. */
export default function StockPapersPage() {
  const { t } = useTongue()
  const [search, change] = useSearch(stockPapersScreen)
  const { roles } = useMe()
  const [subject, print] = useState<Subject>()
  const warehouses = useCall(listWarehouses, {}, { live: ['warehouse'] })
  const id = search.warehouse ?? warehouses.data?.warehouses[0]?.id
  const may = prints.some(r => roles.includes(r))
  return (
    <div className="page">
      <PageHead title={t(stockPapersScreen.title)}>
        <Input.Search aria-label={t(text.bins)} placeholder={t(text.bins)} allowClear defaultValue={search.q ?? ''} onSearch={q => change({ q: q.trim() || undefined })} style={{ width: 160 }} />
        <Select aria-label={t(text.warehouse)} value={id ?? null} onChange={(warehouse: string) => change({ warehouse })} options={(warehouses.data?.warehouses ?? []).map(w => ({ value: w.id, label: w.name }))} style={{ minWidth: 130 }} />
      </PageHead>
      <Trouble error={warehouses.error} />
      {id && <><Zones key={id} of={id} q={search.q ?? ''} may={may} print={print} /><Acts key={`acts ${id}`} of={id} may={may} print={print} /></>}
      {subject && <PrintDialog of={subject} onClose={() => print(undefined)} />}
    </div>
  )
}

interface Part { of: string; q?: string; may: boolean; print: (subject: Subject) => void }

function Zones({ of, q = '', may, print }: Part) {
  const { t, number } = useTongue()
  const { places, error, whole } = usePlaces(of)
  if (error && !places) return <Trouble error={error} />
  if (!places || !whole) return <Waiting />
  const bins = places.filter(p => p.kind === 'bin' && p.code.toUpperCase().includes(q.toUpperCase()))
  if (bins.length === 0) return <EmptyState title={t(text.noZones)} />
  const zones = [...Map.groupBy(bins, b => b.code.split('-', 1)[0] ?? '')]
  const act = (kind: 'bin-label' | 'stocktake-sheet', name: string, chosen: readonly Place[], says = t(kind === 'bin-label' ? text.labels : text.countSheet)) =>
    <Button size="small" disabled={chosen.length > mostBins} title={chosen.length > mostBins ? t(text.tooManyBins) : undefined} aria-label={`${says} ${name}`} onClick={() => print({ title: `${t(documents[kind])} · ${name}`, of: { bins: chosen.map(b => b.id) }, documents: [kind] })}>{says}</Button>
  const row = (key: string, name: string, chosen: readonly Place[], strong = false) => ({ key, cells: [strong ? <b>{name}</b> : <span className="figure">{name}</span>, number(chosen.length), may && <span className="print-acts">{act('bin-label', name, chosen)}{(!q || !strong) && act('stocktake-sheet', name, chosen)}</span>] })
  return (
    <Section title={t(text.zones)} extra={<span className="soft">{t(text.blind)}</span>}>
      <Table heads={[t(text.zone), [t(text.bins)], ['']]} rows={[row('all', q ? t(text.fitting, { q }) : t(text.wholeWarehouse), bins, true), ...zones.map(([zone, chosen]) => row(zone, zone, chosen))]} />
    </Section>
  )
}

function Acts({ of, may, print }: Part) {
  const { t, number } = useTongue()
  const { data, error, refetch } = useCall(listStockActs, { params: { id: of } }, { live: ['stock', 'paper'], keep: true })
  return (
    <Section title={t(text.acts)}>
      <Trouble error={error} again={() => void refetch()} />
      {!data ? <Waiting lines={4} /> : data.acts.length === 0 ? <p className="soft">{t(text.noActs)}</p> : (
        <Table heads={[t(text.document), t(text.cause), t(text.at), [t(text.lines)], [t(text.change)], t(text.doneBy), ['']]} rows={data.acts.map(a => ({ key: a.id, cells: [
          <>{t(documents[a.document])} <span className="soft figure">{a.id}</span></>, Object.hasOwn(causes, a.cause) ? t(causes[a.cause as keyof typeof causes]) : a.cause, <TimeText at={a.at} />, number(a.lines),
          <span className="figure">{[a.more > 0 && `+${number(a.more)}`, a.less > 0 && `−${number(a.less)}`].filter(Boolean).join(' ')}</span>, <>{a.by ?? '—'}{a.prints > 0 && <> <Mark tone="good">{t(text.printedTimes, { count: a.prints })}</Mark></>}</>,
          may && <Button size="small" aria-label={`${t(text.print)} ${t(documents[a.document])} ${a.id}`} onClick={() => print({ title: `${t(documents[a.document])} ${a.id}`, of: { movement: a.id }, documents: [a.document] })}>{t(text.print)}</Button>,
        ] }))} />
      )}
    </Section>
  )
}
