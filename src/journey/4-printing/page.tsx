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
import { listedBy, listPrintBatches, listToPrint, prints } from './contract.ts'
import { PrintDialog, type Subject } from './dialog.tsx'
import { numbersScreen, printBatchScreen, printScreen } from './screen.ts'
import { batchStates, documents, origins, text } from './words.ts'

const live = ['paper', 'print-batch', 'parcel', 'wave']
export const tones = { printing: 'accent', paused: 'warn', printed: 'good', cancelled: 'soft' } as const
const ofParcels = ['slip', 'waybill', 'gift-slip'] as const

type Say = ReturnType<typeof useTongue>['t']
const ofWave = (t: Say, wave: string): Subject => ({ title: t(text.wave, { wave }), of: { wave }, documents: ['picking-sheet', ...ofParcels] })
const ofSheet = (t: Say, sheet: string): Subject => ({ title: t(text.sheet, { sheet }), of: { handover: sheet }, documents: ['handover-sheet'] })
/** What the list of orders hands over: its filter, and how it was sorted. An address that says something else opens nothing. */
function allOf(given: string | undefined, title: string): Subject | undefined {
  if (!given) return undefined
  try {
    const { sort, ...all } = JSON.parse(given) as NonNullable<Subject['of']['all']> & { sort?: string }
    const by = listedBy.find(b => b === sort && b !== 'picking')
    return { title, of: { all }, ...(by && by !== 'picking' && { sort: by }), documents: [...ofParcels] }
  } catch { return undefined }
}

/** Printing: waves that wait for their papers, open sheets, and what was printed. */
export default function PrintPage() {
  const { t, number } = useTongue()
  const { roles } = useMe()
  const [search, setSearch] = useSearch(printScreen)
  const waiting = useCall(listToPrint, {}, { live, keep: true })
  const batches = useCall(listPrintBatches, { query: { limit: 50 } }, { live, keep: true, every: 5000 })
  const [subject, print] = useState<Subject>()
  const may = prints.some(r => roles.includes(r))
  const orders = search.orders?.split(',') ?? (search.order ? [search.order] : undefined)
  const open: Subject | undefined = subject ?? (search.wave ? ofWave(t, search.wave) : search.handover ? ofSheet(t, search.handover) : orders ? { title: t(text.orders, { count: orders.length }), of: { orders }, documents: [...ofParcels, 'return-label'] } : allOf(search.all, t(text.allThatFit)))
  const close = () => { print(undefined); setSearch({ wave: undefined, handover: undefined, order: undefined, orders: undefined, all: undefined }, { replace: true }) }
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
              may && <Button size="small" type={Math.min(w.slips, w.waybills) < w.parcels ? 'primary' : 'default'} aria-label={`${t(text.print)} ${t(text.wave, { wave: w.id })}`} onClick={() => print(ofWave(t, w.id))}>{t(text.print)}</Button>,
            ] })),
            ...waiting.data.sheets.map(s => ({ key: `s${s.id}`, cells: [
              <><b>{t(text.sheet, { sheet: s.id })}</b> <span className="soft">{s.carrier} · {number(s.parcels)}</span></>, '—', '—', <TimeText at={s.openedAt} />,
              may && <Button size="small" aria-label={`${t(text.print)} ${t(text.sheet, { sheet: s.id })}`} onClick={() => print(ofSheet(t, s.id))}>{t(text.print)}</Button>,
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
