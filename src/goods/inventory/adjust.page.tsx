import '#kit/ui/admin.css'
import '#people/approvals/approvals.css'
import './adjust.css'
import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { searchProducts } from '#goods/catalog/contract.ts'
import { listApprovals } from '#people/approvals/contract.ts'
import { One } from '#people/approvals/one.tsx'
import { askAdjustment } from './adjust.contract.ts'
import { usePlaces } from './bins.tsx'
import { adjustmentsScreen } from './screen.ts'
import { listWarehouses } from './warehouses.contract.ts'
import { text } from './words.ts'

/** Slips that say the ledger is wrong about a bin: each takes effect when another person has approved it. */
export default function AdjustmentsPage() {
  const { t } = useTongue()
  const [adding, add] = useState(false)
  const { data, error, refetch } = useCall(listApprovals, { query: { kind: 'stock-adjust' } }, { live: ['approval'], keep: true })
  return (
    <div className="admin approvals">
      <PageHead title={t(adjustmentsScreen.title)} note={t(text.slipNote)}><Button type="primary" onClick={() => add(true)}>{t(text.newSlip)}</Button></PageHead>
      {error && !data ? <Trouble error={error} again={() => void refetch()} /> : !data ? <Waiting /> : data.approvals.length === 0 ? <EmptyState title={t(text.noSlips)} why={t(text.noSlipsWhy)} /> : <ul className="versions">{data.approvals.map(a => <One key={a.id} of={a} />)}</ul>}
      {adding && <NewSlip onClose={() => add(false)} />}
    </div>
  )
}

interface Line { key: number; sku: string | undefined; bin: string | undefined; quantity: number | null }

function NewSlip({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const warehouses = useCall(listWarehouses).data?.warehouses ?? []
  const [chosen, choose] = useState<string>()
  const warehouse = chosen ?? warehouses[0]?.id ?? ''
  const { places = [] } = usePlaces(warehouse)
  const [why, setWhy] = useState('')
  const [lines, set] = useState<Line[]>([{ key: 1, sku: undefined, bin: undefined, quantity: null }])
  const act = useAct(askAdjustment, { done: () => { void message.success(t(text.slipAsked)); onClose() } })
  const change = (key: number, to: Partial<Line>) => set(lines.map(l => (l.key === key ? { ...l, ...to } : l)))
  const whole = lines.flatMap(({ sku, bin, quantity }) => (sku && bin && quantity ? [{ sku, bin, quantity }] : []))
  const ready = warehouse !== '' && why.trim().length >= 2 && whole.length === lines.length
  return (
    <Modal open title={t(text.newSlip)} width={720} onCancel={onClose} okText={t(text.askSlip)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} mask={{ closable: false }} onOk={() => act.run({ body: { warehouse, reason: why.trim(), lines: whole } })}>
      <label className="field"><span>{t(text.warehouse)}</span><Select value={warehouse} onChange={w => { choose(w); set(lines.map(l => ({ ...l, bin: undefined }))) }} options={warehouses.map(w => ({ value: w.id, label: w.name }))} /></label>
      <div className="slip-lines">{lines.map(line => <div key={line.key} className="slip-line">
        <Product value={line.sku} set={sku => change(line.key, { sku })} />
        <Select showSearch aria-label={t(text.bin)} placeholder={t(text.bin)} value={line.bin ?? null} onChange={bin => change(line.key, { bin: bin ?? undefined })} options={places.filter(p => p.kind === 'bin').map(p => ({ value: p.code, label: p.code }))} />
        <InputNumber aria-label={t(text.difference)} placeholder={t(text.differenceHint)} precision={0} min={-1_000_000} max={1_000_000} value={line.quantity} onChange={quantity => change(line.key, { quantity })} />
        <Button type="text" className="slip-less" aria-label={t(text.removeLine)} disabled={lines.length === 1} onClick={() => set(lines.filter(l => l.key !== line.key))}>×</Button>
      </div>)}</div>
      <Button className="slip-more" disabled={lines.length >= 200} onClick={() => set([...lines, { key: Math.max(...lines.map(l => l.key)) + 1, sku: undefined, bin: undefined, quantity: null }])}>{t(text.addLine)}</Button>
      <label className="field"><span>{t(text.slipWhy)}</span><Input.TextArea rows={2} maxLength={200} value={why} placeholder={t(text.slipWhyHint)} onChange={e => setWhy(e.target.value)} /></label>
      <Trouble error={act.error} />
    </Modal>
  )
}

function Product({ value, set }: { value: string | undefined; set: (code: string | undefined) => void }) {
  const { t } = useTongue()
  const [q, look] = useState('')
  const found = useCall(searchProducts, { query: { q } }, { on: q.trim().length > 0, keep: true })
  return <Select showSearch={{ onSearch: look, filterOption: false }} aria-label={t(text.product)} placeholder={t(text.productHint)} value={value ?? null} notFoundContent={null} onChange={code => set(code ?? undefined)}
    options={found.data?.products.filter(p => !p.bundle).map(p => ({ value: p.code, label: `${p.code} ${p.title}` })) ?? []} />
}
