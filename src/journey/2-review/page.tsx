import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Segmented } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { BatchAct, type Told } from '#kit/ui/batch.tsx'
import { call, type Answer } from '#kit/ui/client.ts'
import { useShortcuts } from '#kit/ui/keys.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { ClockBadge, EmptyState, MoneyText, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { makeMove } from '#journey/order/contract.ts'
import { BlockChips, ClassChip } from '#journey/order/marks.tsx'
import { moves } from '#journey/order/words.ts'
import { useMe } from '#people/staff/me.tsx'
import { Case } from './case.tsx'
import { reviewOrder, reviewQueue } from './desk.contract.ts'
import { EmergencyBanner, EmergencySwitch } from './emergency.tsx'
import { reviewScreen } from './screen.ts'
import type { Deed, Queued } from './seen.tsx'
import { useVerdict } from './verdict.tsx'
import { text } from './words.ts'
import './review.css'


/** One order at a time, by keyboard: the list on the left, the order and what one needs to decide beside it. */
export default function ReviewPage() {
  const { t } = useTongue()
  const { roles } = useMe()
  const message = useMessage()
  const queries = useQueryClient()
  const [search, change] = useSearch(reviewScreen)
  const show = search.show ?? 'open'
  const queue = useCall(reviewQueue, { query: { show, limit: 100 } }, { live: ['order', 'clock'], keep: true })
  const orders = useMemo(() => queue.data?.orders ?? [], [queue.data])
  const [picked, pick] = useState<ReadonlySet<string>>(new Set())
  const [deed, setDeed] = useState<Deed>()
  const found = orders.findIndex(o => o.id === search.order)
  const at = search.order === undefined ? 0 : found
  const current = search.order ?? orders[0]?.id
  const next = orders[at + 1]?.id ?? (at > 0 ? orders[at - 1]?.id : undefined)
  // The next order is fetched while one looks at this one.
  useCall(reviewOrder, { params: { id: next ?? '0' } }, { on: next !== undefined })

  const open = useCallback((id: string | undefined) => change({ order: id }), [change])
  const step = (by: number) => { const to = orders[Math.max(0, at) + by]; if (to) open(to.id) }
  /** After an act that takes the order away the next one comes by itself; others leave it where it is. */
  const done = useCallback((made: Deed, leaves: boolean) => { setDeed(made); if (leaves) open(next) }, [next, open])
  const undo = async () => {
    if (!deed?.undo) return
    const { undo: back } = deed
    setDeed(undefined)
    try { await back(); void message.success(t(text.undone)) } catch (error) { void message.error((error as Error).message) }
    void queries.invalidateQueries()
  }
  useShortcuts([
    { keys: 'j', what: text.next, run: () => step(1) }, { keys: 'k', what: text.previous, run: () => step(-1) },
    { keys: 'ArrowDown', what: text.next, run: () => step(1) }, { keys: 'ArrowUp', what: text.previous, run: () => step(-1) },
    { keys: 'u', what: text.undo, when: !!deed?.undo, run: () => void undo() },
  ])
  useEffect(() => { document.querySelector('.review-row[aria-current]')?.scrollIntoView({ block: 'nearest' }) }, [current])

  const counts = queue.data?.counts
  const mayApprove = roles.some(r => ['clerk', 'manager'].includes(r))
  const togglePick = (id: string) => { const set = new Set(picked); if (!set.delete(id)) set.add(id); pick(set) }
  return (
    <div className="review">
      <PageHead title={t(reviewScreen.title)} note={counts && <>
        {counts.overdue > 0 && <span className="bad strong">{t(text.overdue, { count: counts.overdue })}</span>}{counts.overdue > 0 && ' · '}{t(text.today, { count: counts.today })}
      </>}>
        {roles.includes('manager') && <EmergencySwitch />}
        <Segmented<'open' | 'waiting' | 'all'> value={show} onChange={value => change({ show: value === 'open' ? undefined : value, order: undefined })}
          options={[{ value: 'open', label: t(text.open, { count: counts?.open ?? 0 }) }, { value: 'waiting', label: t(text.waiting, { count: counts?.waiting ?? 0 }) }, { value: 'all', label: t(text.everything) }]} />
      </PageHead>
      <EmergencyBanner mayEnd={roles.includes('manager')} />
      {deed && <div className="deed" role="status"><span>{deed.said}</span>{deed.undo && <Button type="link" size="small" onClick={() => void undo()}>{t(text.undo)} <kbd aria-hidden>U</kbd></Button>}</div>}
      {queue.error && !queue.data ? <Trouble error={queue.error} again={() => void queue.refetch()} /> : queue.isPending ? <Waiting lines={10} /> : orders.length === 0 && !search.order && picked.size === 0
        ? <EmptyState title={t(text.empty)} why={t(text.emptyWhy)} />
        : <div className={search.order ? 'review-split chosen' : 'review-split'}>
          <nav className="review-list" aria-label={t(text.queue)}>
            {picked.size > 0 && mayApprove && <div className="review-batch">
              <BatchAct label={t(text.approve)} chosen={{ count: picked.size, ids: [...picked], except: new Set(), clear: () => pick(new Set()) }} run={({ ids, dryRun, key, note }) => told(call(makeMove, { params: { move: 'approve' }, key, body: { orders: ids ?? [], dryRun, note } }))}
                undo={(ids, key) => told(call(makeMove, { params: { move: 'send-back' }, key, body: { orders: ids } }))} />
              <BatchAct label={t(moves.block)} chosen={{ count: picked.size, ids: [...picked], except: new Set(), clear: () => pick(new Set()) }} asksNote={t(text.note)} run={({ ids, dryRun, key, note }) => told(call(makeMove, { params: { move: 'block' }, key, body: { orders: ids ?? [], dryRun, note, reason: 'hold' } }))}
                undo={(ids, key) => told(call(makeMove, { params: { move: 'unblock' }, key, body: { orders: ids, reason: 'hold' } }))} />
            </div>}
            <ul>{orders.map(o => <Row key={o.id} order={o} on={o.id === current} picked={picked.has(o.id)} onPick={mayApprove ? () => togglePick(o.id) : undefined} onOpen={() => open(o.id)} />)}</ul>
          </nav>
          {current ? <Case key={current} id={current} place={found >= 0 || search.order === undefined ? { at: Math.max(0, at) + 1, count: orders.length } : undefined} onDone={done} onBack={() => open(undefined)} /> : <EmptyState title={t(text.gone)} />}
        </div>}
    </div>
  )
}
const told = async (answer: Promise<Answer<typeof makeMove>>): Promise<Told> => { const { moved, refused, next } = await answer; return { moved, refused: refused.map(r => ({ id: r.order, name: r.number, reasons: r.reasons as Told['refused'][number]['reasons'] })), next: next ?? null } }

function Row({ order, on, picked, onPick, onOpen }: { order: Queued; on: boolean; picked: boolean; onPick: (() => void) | undefined; onOpen: () => void }) {
  const { t } = useTongue()
  const say = useVerdict()
  return (
    <li className="review-row" aria-current={on || undefined}>
      {onPick && <Checkbox checked={picked} onChange={onPick} aria-label={t(text.selectOrder, { number: order.number })} />}
      <button type="button" onClick={onOpen}>
        <span className="review-row-top"><b className="figure">{order.number}</b><MoneyText fen={order.totalFen} /></span>
        <span className="review-row-why">{order.why ? say.short(order.why) : ''}</span>
        <span className="review-row-end">{order.class !== 'normal' && <ClassChip of={order.class} />}<BlockChips of={order.blocks} />
          {order.dueAt && <ClockBadge dueAt={order.dueAt} startedAt={order.why?.at} state={order.paused ? 'paused' : 'running'} />}</span>
      </button>
    </li>
  )
}
