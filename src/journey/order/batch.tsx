import { Button, Select } from 'antd'
import { useState } from 'react'
import { BatchAct, type Told } from '#kit/ui/batch.tsx'
import { call, type Answer } from '#kit/ui/client.ts'
import type { Chosen } from '#kit/ui/list.tsx'
import { useOptions } from '#kit/ui/pieces.tsx'
import { go, searchNow } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { makeMove } from './contract.ts'
import { undoOf, type blockReasons } from './rules.ts'
import { ordersScreen } from './screen.ts'
import { orderLife } from './states.ts'
import { blocks, moves, text } from './words.ts'

type DoorMove = 'approve' | 'refer' | 'send-back' | 'cancel' | 'block' | 'unblock'
const prints = ['clerk', 'manager', 'packer', 'logistics', 'picker']
const offered: readonly { move: DoorMove; roles: readonly string[]; danger?: boolean }[] = [
  { move: 'approve', roles: orderLife.moves.approve.roles }, { move: 'block', roles: ['clerk', 'service', 'manager'] }, { move: 'unblock', roles: ['clerk', 'service', 'manager', 'finance', 'purchasing', 'logistics', 'checker'] },
  { move: 'refer', roles: orderLife.moves.refer.roles }, { move: 'send-back', roles: orderLife.moves['send-back'].roles }, { move: 'cancel', roles: orderLife.moves.cancel.roles, danger: true },
]

/** The acts on chosen orders. They come with the first order that is chosen: the list stands there sooner without them. */
export default function Batch({ chosen }: { chosen: Chosen }) {
  const { t } = useTongue()
  const { roles } = useMe()
  const [reason, setReason] = useState<keyof typeof blockReasons>('hold')
  const options = useOptions(blocks)
  return <>{prints.some(r => roles.includes(r)) && <PrintAct chosen={chosen} />}{offered.filter(o => o.roles.some(r => roles.includes(r))).map(({ move, danger }) => {
    const asksBlock = move === 'block' || move === 'unblock'
    const back = undoOf[move] as DoorMove | undefined
    return <BatchAct key={move} label={t(moves[move])} chosen={chosen} danger={!!danger} asksNote={t(text.note)}
      run={({ ids, filter, upTo, except, after, dryRun, key, note }) => told(call(makeMove, { params: { move }, key, body: { ...(ids ? { orders: ids } : { filter: filter ?? {}, upTo, except, after }), dryRun, note, ...(asksBlock && { reason }) } }))}
      undo={back && ((ids, key) => told(call(makeMove, { params: { move: back }, key, body: { orders: ids, ...(asksBlock && { reason }) } })))}>
      {asksBlock && <label className="field"><span>{t(text.blocks)}</span><Select value={reason} onChange={setReason} options={options} /></label>}
    </BatchAct>
  })}</>
}
/** The print room stands to the right of this one: its page takes the chosen orders, or the filter as the list stands now, and shows what would be printed. */
function PrintAct({ chosen: { ids, filter, upTo, except, count } }: { chosen: Chosen }) {
  const { t } = useTongue()
  const tooMany = ids !== undefined && count > mostNamed
  const print = () => go(`/print?${new URLSearchParams(ids ? { orders: ids.join(',') } : { all: JSON.stringify({ filter, upTo, except: [...except], sort: searchNow(ordersScreen).sort }) }).toString()}`)
  return <Button onClick={print} disabled={tooMany} title={tooMany ? t(text.tooManyNamed, { most: mostNamed }) : undefined}>{t(text.printPapers)}</Button>
}
/** More than an address can name are chosen by a filter. */
const mostNamed = 1000
const told = async (answer: Promise<Answer<typeof makeMove>>): Promise<Told> => { const { moved, refused, next } = await answer; return { moved, refused: refused.map(r => ({ id: r.order, name: r.number, reasons: r.reasons as Told['refused'][number]['reasons'] })), next: next ?? null } }
