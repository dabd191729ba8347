import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { Facts, ReasonList, Trouble, useOptions } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as frame } from '#kit/ui/words.ts'
import { readAddress } from '#journey/order/address.contract.ts'
import { correctOrder, makeMove, reveal } from '#journey/order/contract.ts'
import type { BlockReason } from '#journey/order/rules.ts'
import { blocks } from '#journey/order/words.ts'
import { split } from '#journey/parcelling/contract.ts'
import type { Seen } from './seen.tsx'
import { text } from './words.ts'

type Order = Seen['order']
interface Given { order: Order; onClose: () => void }

export function HoldDialog({ order, onClose, onDone }: Given & { onDone: (reason: BlockReason) => void }) {
  const { t } = useTongue()
  const [reason, setReason] = useState<BlockReason>('hold')
  const options = useOptions(blocks, ['hold', 'payment-check', 'design-pending', 'risk', 'awaiting-customer'])
  const act = useAct(makeMove, { done: answer => { if (answer.moved.length) { onClose(); onDone(reason) } } })
  return <ConfirmWithReason open title={t(text.holdTitle, { number: order.number })} act={t(text.hold)} busy={act.isPending} trouble={<Refusal of={act.data} error={act.error} />} onCancel={onClose}
    onConfirm={note => act.run({ params: { move: 'block' }, body: { orders: [order.id], reason, note } })}>
    <label className="field"><span>{t(text.holdReason)}</span><Select value={reason} onChange={setReason} options={options} /></label>
  </ConfirmWithReason>
}

export function CancelDialog({ order, onClose, onDone }: Given & { onDone: () => void }) {
  const { t } = useTongue()
  const act = useAct(makeMove, { done: answer => { if (answer.moved.length) { onClose(); onDone() } } })
  return <ConfirmWithReason open danger title={`${t(text.cancelOrder)} ${order.number}`} act={t(text.cancelOrder)} busy={act.isPending} trouble={<Refusal of={act.data} error={act.error} />} onCancel={onClose}
    onConfirm={note => act.run({ params: { move: 'cancel' }, body: { orders: [order.id], note } })} />
}

const correctable = ['name', 'phone', 'province', 'city', 'district', 'street', 'delivery'] as const
/** Only what is filled in changes; a pasted address fills the fields, and what it is not sure of is said. */
export function CorrectDialog({ order, onClose, onDone }: Given & { onDone: () => void }) {
  const { t } = useTongue()
  const [change, set] = useState<Partial<Record<(typeof correctable)[number] | 'sellerRemark', string>>>({})
  const [why, setWhy] = useState('')
  const [confirmedWith, setConfirmed] = useState('')
  const now: Partial<Record<string, string>> = { province: order.province, city: order.city, district: order.district, delivery: order.delivery }
  const act = useAct(correctOrder, { done: () => { onClose(); onDone() } })
  const read = useAct(readAddress, { done: a => set(before => ({ ...before, ...Object.fromEntries(correctable.flatMap(f => (f !== 'delivery' && a[f] ? [[f, a[f]]] : []))) })) })
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const ready = Object.keys(given).length > 0 && why.trim().length >= 2
  return <Dialog title={t(text.correctTitle, { number: order.number })} act={t(text.save)} busy={act.isPending} off={!ready} onClose={onClose} onAct={() => act.run({ params: { id: order.id }, body: { change: given, why: why.trim(), confirmedWith: confirmedWith.trim() } })}>
    <label className="field"><span>{t(text.pasteAddress)}</span><Input.TextArea autoFocus rows={2} maxLength={1000} onPaste={e => { const pasted = e.clipboardData.getData('text'); if (pasted.length > 6) read.run({ body: { text: pasted } }) }} /></label>
    {read.data && read.data.uncertain.length > 0 && <ReasonList reasons={read.data.uncertain} />}
    <p className="soft">{t(text.leaveEmpty)}</p>
    <div className="form-grid">{correctable.map(f => <label key={f} className={f === 'street' ? 'field wide' : 'field'}><span>{t(text[f])}</span><Input value={change[f] ?? ''} placeholder={now[f] ?? ''} maxLength={f === 'street' ? 400 : 60} onChange={e => set({ ...change, [f]: e.target.value })} /></label>)}
      <label className="field wide"><span>{t(text.sellerSays)}</span><Input value={change.sellerRemark ?? ''} placeholder={order.sellerRemark} maxLength={2000} onChange={e => set({ ...change, sellerRemark: e.target.value })} /></label>
      <label className="field"><span>{t(text.whyCorrect)}</span><Input value={why} maxLength={400} onChange={e => setWhy(e.target.value)} /></label>
      <label className="field"><span>{t(text.confirmedWith)}</span><Input value={confirmedWith} maxLength={100} onChange={e => setConfirmed(e.target.value)} /></label></div>
    <Trouble error={act.error} />
  </Dialog>
}

export function SplitDialog({ order, onClose, onDone }: Given & { onDone: (first: string) => void }) {
  const { t } = useTongue()
  const [second, set] = useState<Record<number, number>>({})
  const act = useAct(split, { done: ({ orders }) => { onClose(); onDone(orders[0] ?? order.id) } })
  const parts = [order.lines.map(l => ({ line: l.line, quantity: l.quantity - (second[l.line] ?? 0) })), order.lines.map(l => ({ line: l.line, quantity: second[l.line] ?? 0 }))].map(p => p.filter(x => x.quantity > 0))
  return <Dialog title={t(text.splitTitle, { number: order.number })} act={t(text.split)} busy={act.isPending} off={parts.some(p => p.length === 0)} onClose={onClose} onAct={() => act.run({ params: { id: order.id }, body: { parts } })}>
    <p className="soft">{t(text.splitWhy)}</p>
    <table className="lines"><thead><tr><th scope="col">{t(text.goods)}</th><th scope="col" className="end">{t(text.quantity)}</th><th scope="col" className="end">{t(text.toSecond)}</th></tr></thead>
      <tbody>{order.lines.map((l, i) => <tr key={l.line}><td>{l.title || l.code}</td><td className="end figure">{l.quantity}</td><td className="end"><InputNumber autoFocus={i === 0} min={0} max={l.quantity} precision={0} value={second[l.line] ?? 0} aria-label={`${t(text.toSecond)} ${l.title || l.code}`} onChange={n => set({ ...second, [l.line]: n ?? 0 })} /></td></tr>)}</tbody></table>
    <Trouble error={act.error} />
  </Dialog>
}

/** The receiver in the clear, once the reason is written; it goes with the dialog. */
export function Revealed({ order, onClose }: Given) {
  const { t } = useTongue()
  const act = useAct(reveal)
  if (act.data) return <Modal open title={order.number} footer={<Button type="primary" autoFocus onClick={onClose}>{t(frame.close2)}</Button>} onCancel={onClose} width={460}>
    <Facts of={[[t(text.name), act.data.name], [t(text.phone), act.data.phone], [t(text.street), `${order.province}${order.city}${order.district}${act.data.street}`]]} /></Modal>
  return <ConfirmWithReason open least={4} title={t(text.revealTitle)} act={t(text.reveal)} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={onClose} onConfirm={reason => act.run({ params: { id: order.id }, body: { reason } })}><p className="soft">{t(text.revealWhy)}</p></ConfirmWithReason>
}

function Dialog({ title, act, busy, off, onClose, onAct, children }: { title: string; act: string; busy: boolean; off?: boolean; onClose: () => void; onAct: () => void; children: ReactNode }) {
  const { t } = useTongue()
  return <Modal open title={title} okText={act} cancelText={t(frame.cancel)} confirmLoading={busy} okButtonProps={{ disabled: !!off }} onOk={onAct} onCancel={onClose} width={560}>{children}</Modal>
}

/** A set of one that was not moved: its reasons. */
export function Refusal({ of, error }: { of: { moved: string[]; refused: { reasons: { code: string; values?: Record<string, unknown> | undefined }[] }[] } | undefined; error: Error | null }) {
  const refused = of && of.moved.length === 0 ? of.refused[0]?.reasons : undefined
  return <>{refused && <ReasonList reasons={refused as Parameters<typeof ReasonList>[0]['reasons']} />}<Trouble error={error} /></>
}
