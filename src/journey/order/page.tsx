import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { BatchAct, type Told } from '#kit/ui/batch.tsx'
import { call, type Answer } from '#kit/ui/client.ts'
import type { Column } from '#kit/ui/grid.tsx'
import { ListPage, type Chosen, type FilterField } from '#kit/ui/list.tsx'
import { ClockBadge, MoneyText, TimeText, useOptions } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { countOrders, exportOrders, listOrders, makeMove, orderChoices } from './contract.ts'
import { blockReasons, undoOf } from './rules.ts'
import { BlockChips, ClassChip, StageMark, TagChips } from './marks.tsx'
import { orderScreen, ordersScreen } from './screen.ts'
import { orderLife } from './states.ts'
import { blocks, classes, moves, stages, text } from './words.ts'

type Row = Answer<typeof listOrders>['orders'][number]
const rowsOf = ({ orders, next }: Answer<typeof listOrders>) => ({ rows: orders, next })
const live = ['order']

const columns: readonly Column<Row>[] = [
  { key: 'number', title: text.number, width: 118, phone: 1, cell: o => <Go to={hrefOf(orderScreen, { id: o.id })} className="figure">{o.number}</Go> },
  { key: 'stage', title: text.stage, width: 98, phone: 2, cell: o => <StageMark of={o.stage} /> },
  { key: 'blocks', title: text.blocks, width: 108, phone: 2, cell: o => <BlockChips of={o.blocks} /> },
  { key: 'class', title: text.class, width: 74, sort: 'priority', cell: o => <ClassChip of={o.class} /> },
  { key: 'clock', title: text.deadline, width: 130, phone: 2, cell: o => o.clock && <ClockBadge dueAt={o.clock.dueAt} startedAt={o.clock.startedAt} /> },
  { key: 'receiver', title: text.receiver, width: 116, cell: o => o.receiver.split(' ', 2).join(' ') },
  { key: 'region', title: text.region, width: 100, grow: true, cell: o => [o.province, o.city === o.province ? '' : o.city].filter(Boolean).join(' ') },
  { key: 'pieces', title: text.pieces, width: 56, end: true, cell: o => <span className="figure">{o.pieces}</span> },
  { key: 'total', title: text.total, width: 86, phone: 1, end: true, sort: 'amount', cell: o => <MoneyText fen={o.totalFen} /> },
  { key: 'placed', title: text.placed, width: 98, sort: 'oldest', cell: o => <TimeText at={o.placedAt} /> },
  { key: 'tags', title: text.tags, width: 120, cell: o => <TagChips of={o.tags} /> },
  { key: 'warehouse', title: text.warehouse, width: 110, cell: o => o.warehouse },
  { key: 'shop', title: text.shop, width: 90, cell: o => o.shop },
  { key: 'carrier', title: text.carrier, width: 100, hidden: true, cell: o => o.carrier },
  { key: 'waybill', title: text.waybill, width: 150, hidden: true, cell: o => <span className="figure">{o.waybill}</span> },
]

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
  return <ListPage screen={ordersScreen} contract={listOrders} rows={rowsOf} count={countOrders} exports={exportOrders} columns={columns} filters={filters} live={live} name={o => o.number} open={o => hrefOf(orderScreen, { id: o.id })}
    batch={chosen => <Batch chosen={chosen} />} emptyWhy={t(text.noOrders)} />
}

// ── acts on many ─────────────────────────────────────────────────────────────────────────────────────────────────────

type DoorMove = 'approve' | 'refer' | 'send-back' | 'cancel' | 'block' | 'unblock'
const offered: readonly { move: DoorMove; roles: readonly string[]; danger?: boolean }[] = [
  { move: 'approve', roles: orderLife.moves.approve.roles }, { move: 'block', roles: ['clerk', 'service', 'manager'] }, { move: 'unblock', roles: ['clerk', 'service', 'manager', 'finance', 'purchasing', 'logistics', 'checker'] },
  { move: 'refer', roles: orderLife.moves.refer.roles }, { move: 'send-back', roles: orderLife.moves['send-back'].roles }, { move: 'cancel', roles: orderLife.moves.cancel.roles, danger: true },
]

function Batch({ chosen }: { chosen: Chosen }) {
  const { t } = useTongue()
  const { roles } = useMe()
  const [reason, setReason] = useState<keyof typeof blockReasons>('hold')
  const options = useOptions(blocks)
  return <>{offered.filter(o => o.roles.some(r => roles.includes(r))).map(({ move, danger }) => {
    const asksBlock = move === 'block' || move === 'unblock'
    const back = undoOf[move] as DoorMove | undefined
    return <BatchAct key={move} label={t(moves[move])} chosen={chosen} danger={!!danger} asksNote={t(text.note)}
      run={({ ids, filter, upTo, except, after, dryRun, key, note }) => told(call(makeMove, { params: { move }, key, body: { ...(ids ? { orders: ids } : { filter: filter ?? {}, upTo, except, after }), dryRun, note, ...(asksBlock && { reason }) } }))}
      undo={back && ((ids, key) => told(call(makeMove, { params: { move: back }, key, body: { orders: ids, ...(asksBlock && { reason }) } })))}>
      {asksBlock && <label className="field"><span>{t(text.blocks)}</span><Select value={reason} onChange={setReason} options={options} /></label>}
    </BatchAct>
  })}</>
}
const told = async (answer: Promise<Answer<typeof makeMove>>): Promise<Told> => { const { moved, refused, next } = await answer; return { moved, refused: refused.map(r => ({ id: r.order, name: r.number, reasons: r.reasons as Told['refused'][number]['reasons'] })), next: next ?? null } }
