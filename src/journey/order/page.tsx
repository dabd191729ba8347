import { lazy, Suspense, useMemo } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import type { Column } from '#kit/ui/grid.tsx'
import { beginList, ListPage, type FilterField } from '#kit/ui/list.tsx'
import { ClockBadge, MoneyText, TimeText, useOptions } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { askOrderExport, countOrders, exportOrders, listOrders, orderChoices } from './contract.ts'
import { BlockChips, ClassChip, StageMark, TagChips } from './marks.tsx'
import { orderScreen, ordersScreen } from './screen.ts'
import { orderLife } from './states.ts'
import { blocks, classes, stages, text } from './words.ts'

const Batch = lazy(() => import('./batch.tsx'))
type Row = Answer<typeof listOrders>['orders'][number]
const rowsOf = ({ orders, next }: Answer<typeof listOrders>) => ({ rows: orders, next })
const live = ['order']

const columns: readonly Column<Row>[] = [
  { key: 'number', title: text.number, width: 118, phone: 1, cell: o => <Go to={hrefOf(orderScreen, { id: o.id })} className="figure">{o.number}</Go> },
  { key: 'stage', title: text.stage, width: 98, phone: 2, cell: o => <StageMark of={o.stage} /> },
  { key: 'blocks', title: text.blocks, width: 108, phone: 2, cell: o => <BlockChips of={o.blocks} /> },
  { key: 'class', title: text.class, width: 74, sort: 'priority', cell: o => <ClassChip of={o.class} /> },
  { key: 'clock', title: text.deadline, width: 130, phone: 2, sort: 'deadline', rising: true, cell: o => o.clock && <ClockBadge dueAt={o.clock.dueAt} startedAt={o.clock.startedAt} /> },
  { key: 'receiver', title: text.receiver, width: 116, cell: o => o.receiver.split(' ', 2).join(' ') },
  { key: 'region', title: text.region, width: 100, grow: true, cell: o => [o.province, o.city === o.province ? '' : o.city].filter(Boolean).join(' ') },
  { key: 'pieces', title: text.pieces, width: 56, end: true, cell: o => <span className="figure">{o.pieces}</span> },
  { key: 'total', title: text.total, width: 86, phone: 1, end: true, sort: 'amount', cell: o => <MoneyText fen={o.totalFen} /> },
  { key: 'placed', title: text.placed, width: 98, sort: 'oldest', rising: true, cell: o => <TimeText at={o.placedAt} /> },
  { key: 'tags', title: text.tags, width: 120, cell: o => <TagChips of={o.tags} /> },
  { key: 'warehouse', title: text.warehouse, width: 110, cell: o => o.warehouse },
  { key: 'shop', title: text.shop, width: 90, cell: o => o.shop },
  { key: 'carrier', title: text.carrier, width: 100, hidden: true, cell: o => o.carrier },
  { key: 'waybill', title: text.waybill, width: 150, hidden: true, cell: o => <span className="figure">{o.waybill}</span> },
]

export const begin = () => beginList({ screen: ordersScreen, contract: listOrders, rows: rowsOf, live })

/** Every order of the company, to be found, chosen and moved in sets. */
export default function OrdersPage() {
  const { t } = useTongue()
  const [search] = useSearch(ordersScreen)
  const choices = useCall(orderChoices, {}, { every: 300_000 })
  const stageOptions = useOptions(stages, orderLife.states), classOptions = useOptions(classes), blockOptions = useOptions(blocks)
  const filters = useMemo<FilterField[]>(() => [
    { kind: 'search', name: 'q', title: text.find },
    { kind: 'choice', name: 'stage', title: text.stage, many: true, width: 150, options: stageOptions },
    { kind: 'choice', name: 'block', title: text.blocks, width: 130, options: [{ value: 'any', label: t(text.anyBlock) }, { value: 'none', label: t(text.noBlock) }, ...blockOptions] },
    { kind: 'choice', name: 'class', title: text.class, many: true, options: classOptions },
    { kind: 'choice', name: 'shop', title: text.shop, options: choices.data?.shops.map(s => ({ value: s.code, label: s.name })) ?? [] },
    { kind: 'choice', name: 'warehouse', title: text.warehouse, options: choices.data?.warehouses.map(w => ({ value: w.id, label: w.name })) ?? [] },
    ...(search.tag ? [{ kind: 'choice' as const, name: 'tag', title: text.tags, options: [{ value: search.tag, label: search.tag }] }] : []),
    { kind: 'days', from: 'from', to: 'to', title: text.placed },
  ], [choices.data, stageOptions, classOptions, blockOptions, search.tag, t])
  return <ListPage screen={ordersScreen} contract={listOrders} rows={rowsOf} count={countOrders} exports={exportOrders} asks={askOrderExport} columns={columns} filters={filters} live={live} name={o => o.number} open={o => hrefOf(orderScreen, { id: o.id })}
    batch={chosen => <Suspense><Batch chosen={chosen} /></Suspense>} emptyWhy={t(text.noOrders)} />
}
