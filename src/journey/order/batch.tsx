import { Select } from 'antd'
import { useState } from 'react'
import { BatchAct, type Told } from '#kit/ui/batch.tsx'
import { call, type Answer, type Callable } from '#kit/ui/client.ts'
import type { Chosen } from '#kit/ui/list.tsx'
import { useOptions } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { makeMove } from './contract.ts'
import { undoOf, type blockReasons } from './rules.ts'
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
  return <>{chosen.ids && prints.some(r => roles.includes(r)) && <PrintAct chosen={chosen} />}{offered.filter(o => o.roles.some(r => roles.includes(r))).map(({ move, danger }) => {
    const asksBlock = move === 'block' || move === 'unblock'
    const back = undoOf[move] as DoorMove | undefined
    return <BatchAct key={move} label={t(moves[move])} chosen={chosen} danger={!!danger} asksNote={t(text.note)}
      run={({ ids, filter, upTo, except, after, dryRun, key, note }) => told(call(makeMove, { params: { move }, key, body: { ...(ids ? { orders: ids } : { filter: filter ?? {}, upTo, except, after }), dryRun, note, ...(asksBlock && { reason }) } }))}
      undo={back && ((ids, key) => told(call(makeMove, { params: { move: back }, key, body: { orders: ids, ...(asksBlock && { reason }) } })))}>
      {asksBlock && <label className="field"><span>{t(text.blocks)}</span><Select value={reason} onChange={setReason} options={options} /></label>}
    </BatchAct>
  })}</>
}
/** What the print room's door takes and answers of orders; the room itself stands to the right of this one. */
interface Printed { batch: string | null; papers: number; refused: { order: string | null; number: string | null; reasons: Told['refused'][number]['reasons'] }[] }
const printDoor = (path: string, write: boolean): Callable => ({ method: 'POST', path, who: ['clerk', 'manager', 'packer', 'logistics', 'picker'], write })
const doors = { preview: printDoor('/api/print/preview', false), print: printDoor('/api/print/batches', true) }

/** Slip and waybill of chosen orders, as one print batch a piece. */
function PrintAct({ chosen }: { chosen: Chosen }) {
  const { t } = useTongue()
  return <BatchAct label={t(text.printPapers)} chosen={chosen} run={async ({ ids = [], dryRun, key }) => {
    const { refused } = await call(dryRun ? doors.preview : doors.print, { ...(!dryRun && { key }), body: { orders: ids, documents: ['slip', 'waybill'] } }) as Printed // as its contract says
    const out = new Map(refused.flatMap(r => (r.order === null ? [] : [[r.order, r] as const])))
    return { moved: ids.filter(id => !out.has(id)), refused: [...out.values()].map(r => ({ id: r.order ?? '', name: r.number, reasons: r.reasons })), next: null }
  }} />
}
const told = async (answer: Promise<Answer<typeof makeMove>>): Promise<Told> => { const { moved, refused, next } = await answer; return { moved, refused: refused.map(r => ({ id: r.order, name: r.number, reasons: r.reasons as Told['refused'][number]['reasons'] })), next: next ?? null } }
