import { Button, InputNumber, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { ClockBadge, EmptyState, Mark, PageHead, ReasonList, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { onePress } from '#kit/ui/press.ts'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ordersScreen } from '#journey/order/screen.ts'
import { listWaves, planWave, previewWaves } from './contract.ts'
import { waveScreen, wavesScreen } from './screen.ts'
import { text } from './words.ts'

const live = ['order', 'wave']
type Ready = Answer<typeof previewWaves>['ready'][number]

/** Waves: what is ready, one press to plan it, and how far the planned ones are. */
export default function Waves() {
  const { t, number } = useTongue()
  const name = useNames()
  const [search, setSearch] = useSearch(wavesScreen)
  const [limit, setLimit] = useState(50)
  const [zone, setZone] = useState<string>()
  const [dueWithin, setDueWithin] = useState<number>()
  const [carrier, setCarrier] = useState<string>()
  const narrowed = { ...(zone && { zone }), ...(dueWithin !== undefined && { dueWithin }) }
  const ready = useCall(previewWaves, { query: narrowed }, { live, keep: true })
  const open = useCall(listWaves, { query: { state: search.state ?? 'open', limit: 100 } }, { live, keep: true })
  const plan = useAct(planWave)
  const places = ready.data?.places ?? []
  const warehouse = places.find(p => p.warehouseId === search.warehouse) ?? places[0]
  const carriers = new Map((ready.data?.carriers ?? []).map(c => [c.id, c.name]))
  /** Orders that ask for no carrier go with the one that was chosen here. */
  const usual = carrier ?? ready.data?.carriers[0]?.id
  const here = useMemo(() => (ready.data?.ready ?? []).filter(r => r.warehouseId === warehouse?.warehouseId), [ready.data, warehouse])
  const run = (r: Ready) => { if (warehouse) plan.run({ body: { warehouse: warehouse.warehouseId, kind: r.kind, class: r.class, cold: r.cold, limit, ...narrowed, ...((r.carrierId ?? usual) && { carrier: r.carrierId ?? usual }) } }) }
  return (
    <div className="page" onClickCapture={onePress}>
      <PageHead title={t(wavesScreen.title)} note={ready.data && t(text.readyCount, { count: here.reduce((n, r) => n + r.orders, 0) })}>
        {places.length > 1 && <Select aria-label={t(text.warehouse)} value={warehouse?.warehouseId ?? null} onChange={value => setSearch({ warehouse: value ?? undefined })} options={places.map(p => ({ value: p.warehouseId, label: p.name }))} style={{ minWidth: 140 }} />}
        <Select aria-label={t(text.zone)} allowClear placeholder={t(text.zone)} value={zone ?? null} onChange={value => setZone(value ?? undefined)} options={(warehouse?.zones ?? []).map(z => ({ value: z, label: z }))} style={{ minWidth: 100 }} />
        <Select aria-label={t(text.dueBy)} allowClear placeholder={t(text.anyDue)} value={dueWithin ?? null} onChange={value => setDueWithin(value ?? undefined)} options={[{ value: 0, label: t(text.late) }, ...[1, 2, 4].map(count => ({ value: count * 60, label: t(text.dueWithin, { count }) }))]} style={{ minWidth: 130 }} />
        <Select aria-label={t(text.usualCarrier)} value={usual ?? null} onChange={value => setCarrier(value ?? undefined)} options={[...carriers].map(([value, label]) => ({ value, label: t(text.otherwise, { carrier: label }) }))} style={{ minWidth: 150 }} />
        <label className="inline"><span className="soft">{t(text.most)}</span> <InputNumber aria-label={t(text.most)} min={1} max={1000} value={limit} onChange={value => setLimit(value ?? 50)} style={{ width: 84 }} /></label>
      </PageHead>
      {plan.data && <p role="status" className={plan.data.wave ? 'good' : 'warn'}>{plan.data.wave ? <Go to={hrefOf(waveScreen, { id: plan.data.wave })}>{t(text.planned, { wave: plan.data.wave, count: plan.data.orders.length })}</Go> : t(text.plannedNone)}</p>}
      {!!plan.data?.refused.length && <ReasonList lead={t(text.planRefused, { count: plan.data.refused.length })} reasons={plan.data.refused[0]!.reasons as Parameters<typeof ReasonList>[0]['reasons']} />}
      <Trouble error={plan.error} />
      <Section title={t(text.ready)}>
        <Trouble error={ready.error} again={() => void ready.refetch()} />
        {!ready.data ? <Waiting lines={3} /> : here.length === 0 ? <EmptyState title={t(text.noneReady)} why={t(text.noReady)} /> : (
          <Table heads={[t(text.shape), t(text.orderClass), t(text.carrier), [t(text.ordersColumn)], [t(text.piecesColumn)], t(text.oldest), t(text.dueBy), ['']]} rows={here.map(r => ({
            key: `${r.kind}/${r.class}/${r.carrierId ?? ''}/${r.cold}`, cells: [
              <>{t(text[r.kind])}{r.cold && <> <Mark tone="accent">{t(text.cold)}</Mark></>}</>, name(r.class), r.carrierId ? carriers.get(r.carrierId) : <span className="soft">{t(text.anyCarrier)}</span>,
              <Go to={hrefOf(ordersScreen, {}, { stage: 'ready', class: r.class, warehouse: r.warehouseId })}>{number(r.orders)}</Go>, number(r.pieces), <TimeText at={r.oldest} />, r.due ? <ClockBadge dueAt={r.due} /> : <span className="soft">—</span>,
              <Button size="small" type="primary" loading={plan.isPending} onClick={() => run(r)} aria-label={`${t(text.plan)} ${t(text[r.kind])} ${name(r.class)}`}>{t(text.plan)}</Button>,
            ],
          }))} />
        )}
      </Section>
      <Section title={t(search.state === 'done' ? text.doneWaves : text.openWaves)} extra={<Button type="link" size="small" onClick={() => setSearch({ state: search.state === 'done' ? undefined : 'done' })}>{t(search.state === 'done' ? text.openWaves : text.doneWaves)}</Button>}>
        <Trouble error={open.error} again={() => void open.refetch()} />
        {!open.data ? <Waiting lines={3} /> : open.data.waves.length === 0 ? <p className="soft">{t(text.noOpenWaves)}</p> : (
          <Table heads={[t(wavesScreen.title), t(text.shape), t(text.picker), [t(text.ordersColumn)], t(text.progress), [t(text.stoppedColumn)], [t(text.toReturn)], t(text.madeAt)]} rows={open.data.waves.map(w => ({
            key: w.id, cells: [
              <Go to={hrefOf(waveScreen, { id: w.id })}>{w.id}</Go>, [t(text[w.kind]), w.class && name(w.class), w.zone, w.carrier].filter(Boolean).join(' · '), w.picker ?? <span className="soft">{t(text.nobody)}</span>, number(w.orders),
              <><span className="bar-line"><i style={{ width: `${Math.round((100 * w.picked) / Math.max(1, w.pieces))}%` }} /></span> <span className="figure">{t(text.ofPieces, { done: w.picked, all: w.pieces })}</span></>,
              w.stopped > 0 ? <Mark tone="bad">{number(w.stopped)}</Mark> : 0, w.toReturn > 0 ? <Mark tone="warn">{number(w.toReturn)}</Mark> : 0, <TimeText at={w.madeAt} />,
            ],
          }))} />
        )}
      </Section>
    </div>
  )
}
