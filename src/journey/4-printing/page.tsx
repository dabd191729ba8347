import '#kit/ui/admin.css'
import './print.css'
import { Button } from 'antd'
import { useState } from 'react'
import { EmptyState, Mark, PageHead, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { printersScreen } from '#journey/printers/screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { listPrintBatches, listToPrint, prints } from './contract.ts'
import { PrintDialog, type Subject } from './dialog.tsx'
import { numbersScreen, printBatchScreen, printScreen } from './screen.ts'
import { batchStates, documents, origins, text } from './words.ts'

const live = ['paper', 'print-batch', 'parcel', 'wave']
export const tones = { printing: 'accent', paused: 'warn', printed: 'good', cancelled: 'soft' } as const
const ofParcels = ['slip', 'waybill', 'gift-slip'] as const

/** Printing: waves that wait for their papers, open sheets, and what was printed. */
export default function PrintPage() {
  const { t, number } = useTongue()
  const { roles } = useMe()
  const [search, setSearch] = useSearch(printScreen)
  const waiting = useCall(listToPrint, {}, { live, keep: true })
  const batches = useCall(listPrintBatches, { query: { limit: 50 } }, { live, keep: true, every: 5000 })
  const [subject, print] = useState<Subject>()
  const may = prints.some(r => roles.includes(r))
  const open: Subject | undefined = subject ?? (search.wave ? { title: t(text.wave, { wave: search.wave }), wave: search.wave, documents: ['picking-sheet', ...ofParcels] } : search.handover ? { title: t(text.sheet, { sheet: search.handover }), handover: search.handover, documents: ['handover-sheet'] }
    : search.order ? { title: t(text.orders, { count: 1 }), orders: [search.order], documents: [...ofParcels, 'return-label'] } : undefined)
  const close = () => { print(undefined); setSearch({ wave: undefined, handover: undefined, order: undefined }, { replace: true }) }
  return (
    <div className="page">
      <PageHead title={t(printScreen.title)}>
        <Go to={hrefOf(printersScreen)}>{t(printersScreen.title)}</Go>
        {['logistics', 'manager', 'clerk', 'it'].some(r => roles.includes(r)) && <Go to={hrefOf(numbersScreen)}>{t(numbersScreen.title)}</Go>}
      </PageHead>
      <Section title={t(text.toPrint)}>
        <Trouble error={waiting.error} again={() => void waiting.refetch()} />
        {!waiting.data ? <Waiting lines={3} /> : waiting.data.waves.length + waiting.data.sheets.length === 0 ? <EmptyState title={t(text.none)} why={t(text.noneWhy)} /> : (
          <Table heads={[t(text.what), [t(text.slips)], [t(text.waybills)], t(text.madeAt), ['']]} rows={[
            ...waiting.data.waves.map(w => ({ key: `w${w.id}`, cells: [
              <><b>{t(text.wave, { wave: w.id })}</b> <span className="soft">{[t(text.orders, { count: w.parcels }), w.carrier].filter(Boolean).join(' · ')}</span></>, <Count done={w.slips} all={w.parcels} />, <Count done={w.waybills} all={w.parcels} />, <TimeText at={w.madeAt} />,
              may && <Button size="small" type={Math.min(w.slips, w.waybills) < w.parcels ? 'primary' : 'default'} aria-label={`${t(text.print)} ${t(text.wave, { wave: w.id })}`} onClick={() => print({ title: t(text.wave, { wave: w.id }), wave: w.id, documents: ['picking-sheet', ...ofParcels] })}>{t(text.print)}</Button>,
            ] })),
            ...waiting.data.sheets.map(s => ({ key: `s${s.id}`, cells: [
              <><b>{t(text.sheet, { sheet: s.id })}</b> <span className="soft">{s.carrier} · {number(s.parcels)}</span></>, '—', '—', <TimeText at={s.openedAt} />,
              may && <Button size="small" aria-label={`${t(text.print)} ${t(text.sheet, { sheet: s.id })}`} onClick={() => print({ title: t(text.sheet, { sheet: s.id }), handover: s.id, documents: ['handover-sheet'] })}>{t(text.print)}</Button>,
            ] })),
          ]} />
        )}
      </Section>
      <Section title={t(text.batches)}>
        <Trouble error={batches.error} again={() => void batches.refetch()} />
        {!batches.data ? <Waiting lines={4} /> : batches.data.batches.length === 0 ? <p className="soft">{t(text.noBatches)}</p> : (
          <Table heads={[t(text.batches), t(text.what), t(text.progress), t(text.state), t(text.by)]} rows={batches.data.batches.map(b => ({ key: b.id, off: b.state === 'cancelled', cells: [
            <Go to={hrefOf(printBatchScreen, { id: b.id })}>{b.id}</Go>, <>{t(origins[b.origin as keyof typeof origins])}{b.originId && ` ${b.originId}`} · {b.documents.map(d => t(documents[d])).join(' + ')}</>,
            <><span className="bar-line"><i style={{ width: `${Math.round((100 * (b.printed + b.confirmed)) / Math.max(1, b.papers))}%` }} /></span> <span className="figure">{t(text.ofAll, { done: b.printed + b.confirmed, all: b.papers })}</span>{b.refused > 0 && <> <Mark tone="bad">{t(text.refused, { count: b.refused })}</Mark></>}</>,
            <Mark tone={b.stopCode ? 'warn' : tones[b.state]}>{t(batchStates[b.state])}</Mark>, <>{b.by} <span className="soft"><TimeText at={b.madeAt} /></span></>,
          ] }))} />
        )}
      </Section>
      {open && <PrintDialog of={open} onClose={close} />}
    </div>
  )
}

const Count = ({ done, all }: { done: number; all: number }) => {
  const { t } = useTongue()
  return done >= all ? <Mark tone="good">{t(text.ofAll, { done, all })}</Mark> : <span className="figure">{t(text.ofAll, { done, all })}</span>
}
