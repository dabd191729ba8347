import '#kit/ui/admin.css'
import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useMessage } from '#kit/ui/message.ts'
import { PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { warehouseScreen, warehousesScreen } from './screen.ts'
import { addWarehouse, listWarehouses } from './warehouses.contract.ts'
import { text } from './words.ts'

/** The warehouses, in the order in which they are chosen. */
export default function WarehousesPage() {
  const { t } = useTongue()
  const roles = useRoles()
  const [adding, add] = useState(false)
  const { data, error, refetch } = useCall(listWarehouses, {}, { live: ['warehouse'] })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(warehousesScreen.title)}>{roles.some(r => r === 'manager' || r === 'it') && <Button type="primary" onClick={() => add(true)}>{t(text.add)}</Button>}</PageHead>
      {!data ? <Waiting /> : <div className="table-room"><Table heads={[t(text.name), t(text.code), t(text.province), [t(text.rank)]]} rows={data.warehouses.map(w => ({
        key: w.id, cells: [<Go to={hrefOf(warehouseScreen, { id: w.id })}>{w.name}</Go>, <span className="soft">{w.code}</span>, w.province, w.rank],
      }))} /></div>}
      {adding && <NewWarehouse onClose={() => add(false)} />}
    </div>
  )
}

function NewWarehouse({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [draft, set] = useState({ code: '', name: '', province: '', rank: 100 })
  const act = useAct(addWarehouse, { done: () => { void message.success(t(text.added)); onClose() } })
  const ready = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(draft.code) && draft.name.trim() !== '' && draft.province.trim() !== ''
  return (
    <Modal open title={t(text.add)} onCancel={onClose} okText={t(text.add)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onOk={() => act.run({ body: draft })} width={420}>
      <label className="field"><span>{t(text.name)}</span><Input autoFocus value={draft.name} maxLength={60} onChange={e => set({ ...draft, name: e.target.value })} /></label>
      <label className="field"><span>{t(text.code)}</span><Input value={draft.code} maxLength={40} onChange={e => set({ ...draft, code: e.target.value.trim() })} /><span className="soft">{t(text.codeHint)}</span></label>
      <label className="field"><span>{t(text.province)}</span><Input value={draft.province} maxLength={60} onChange={e => set({ ...draft, province: e.target.value })} /></label>
      <label className="field"><span>{t(text.rank)}</span><InputNumber min={0} max={1000} precision={0} value={draft.rank} onChange={rank => set({ ...draft, rank: rank ?? 100 })} /><span className="soft">{t(text.rankHint)}</span></label>
      <Trouble error={act.error} />
    </Modal>
  )
}
