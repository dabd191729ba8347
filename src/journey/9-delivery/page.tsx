import './tracking.css'
import { useMemo } from 'react'
import { textIn } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import type { Column } from '#kit/ui/grid.tsx'
import { ListPage, type FilterField } from '#kit/ui/list.tsx'
import { Mark, TimeText, useNow, useOptions, type Tone } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { ParcelState } from '#journey/parcel/states.ts'
import { orderScreen } from '#journey/order/screen.ts'
import { orderChoices } from '#journey/order/contract.ts'
import { askParcelExport, countParcels, countTracking, exportParcels, listParcels } from './board.contract.ts'
import { trackingStates, type Tracking } from './board.rules.ts'
import { parcelScreen, trackingScreen } from './screen.ts'
import { meanings, parcelStates, scans, text, trackings } from './words.ts'

type Row = Answer<typeof listParcels>['parcels'][number]
const rowsOf = ({ parcels, next }: Answer<typeof listParcels>) => ({ rows: parcels, next })
const live = ['parcel']

export const parcelTone = (state: ParcelState): Tone => (state === 'signed' ? 'good' : state === 'void' ? 'soft' : 'accent')
const tones: Partial<Record<Tracking, Tone>> = { stalled: 'bad', late: 'bad', 'not-told': 'bad', 'not-collected': 'warn', returned: 'warn', signed: 'good', 'in-transit': 'accent' }
export const trackingTone = (tracking: Tracking): Tone => tones[tracking] ?? 'calm'

const columns: readonly Column<Row>[] = [
  { key: 'waybill', title: text.waybill, width: 146, phone: 1, cell: p => <Go to={hrefOf(parcelScreen, { id: p.id })} className="figure">{p.waybill ?? p.code}</Go> },
  { key: 'state', title: text.state, width: 112, phone: 1, cell: p => <StateMark of={p.state} /> },
  { key: 'scan', title: text.lastScan, width: 190, phone: 2, grow: true, cell: p => <LastScan of={p} /> },
  { key: 'carrier', title: text.carrier, width: 92, cell: p => p.carrierName },
  { key: 'order', title: text.order, width: 126, phone: 2, cell: p => <Go to={hrefOf(orderScreen, { id: p.order })} className="figure">{p.number}</Go> },
  { key: 'receiver', title: text.receiver, width: 128, cell: p => p.receiver.split(' ', 2).join(' ') },
  { key: 'region', title: text.region, width: 126, cell: p => [p.province, p.city === p.province ? '' : p.city].filter(Boolean).join(' ') },
  { key: 'handed', title: text.handed, width: 104, cell: p => <TimeText at={p.handedAt} /> },
  { key: 'signed', title: text.signedAt, width: 116, cell: p => <TimeText at={p.signedAt} /> },
  { key: 'warehouse', title: text.warehouse, width: 110, cell: p => p.warehouse },
  { key: 'shop', title: text.shop, width: 90, hidden: true, cell: p => p.shop },
]

export const StateMark = ({ of }: { of: ParcelState }) => { const { t } = useTongue(); return <Mark tone={parcelTone(of)}>{t(parcelStates[of])}</Mark> }

/** What the carrier said last and how long ago; a parcel under way that is silent for long says so in colour. */
function LastScan({ of }: { of: Row }) {
  const { tongue, t, length } = useTongue()
  const now = useNow(60_000)
  const word = of.lastScan && Object.hasOwn(scans, of.lastScan) ? textIn(tongue, scans[of.lastScan as keyof typeof scans]) : undefined
  const heard = of.lastScanAt ?? of.handedAt
  const moving = of.state === 'handed-over' || of.state === 'in-transit'
  const silent = heard && moving ? now - Date.parse(heard) : 0
  return <>{word ?? <span className="soft">{t(text.none)}</span>}{moving && heard && <span className={silent > 24 * 3_600_000 ? 'bad' : silent > 12 * 3_600_000 ? 'warn' : 'soft'}> · {t(text.silent, { time: length(silent) })}</span>}</>
}

/** Parcels out of the house: what the carriers say, and what they do not say. */
export default function TrackingPage() {
  const { t } = useTongue()
  const choices = useCall(orderChoices, {}, { every: 300_000 })
  const options = useOptions(trackings, trackingStates)
  const filters = useMemo<FilterField[]>(() => [
    { kind: 'search', name: 'q', title: text.find },
    { kind: 'choice', name: 'tracking', title: text.state, width: 150, options },
    { kind: 'choice', name: 'shop', title: text.shop, options: choices.data?.shops.map(s => ({ value: s.code, label: s.name })) ?? [] },
    { kind: 'choice', name: 'warehouse', title: text.warehouse, options: choices.data?.warehouses.map(w => ({ value: w.id, label: w.name })) ?? [] },
    { kind: 'days', from: 'from', to: 'to', title: text.handed },
  ], [options, choices.data])
  return <ListPage screen={trackingScreen} contract={listParcels} rows={rowsOf} count={countParcels} exports={exportParcels} asks={askParcelExport} columns={columns} filters={filters} live={live}
    name={p => p.waybill ?? p.code} open={p => hrefOf(parcelScreen, { id: p.id })} head={<States />} emptyWhy={t(text.noParcels)} />
}

/** The tracking states with their counts, as ways into the list. */
function States() {
  const { t, number } = useTongue()
  const [search] = useSearch(trackingScreen)
  const { data } = useCall(countTracking, {}, { live, every: 30_000 })
  return <span className="trackings">{trackingStates.map(s => {
    const found = data?.counts.find(c => c.tracking === s)
    const on = search.tracking === s
    return <Go key={s} to={hrefOf(trackingScreen, {}, on ? {} : { tracking: s })} aria-current={on ? 'true' : undefined} title={t(meanings[s])} className={found?.count ? trackingTone(s) : 'soft'}>
      <span>{t(trackings[s])}</span> <b className="figure">{found ? `${number(found.count)}${found.capped ? '+' : ''}` : ''}</b>
    </Go>
  })}</span>
}
