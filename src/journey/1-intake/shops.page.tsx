import '#kit/ui/admin.css'
import { Button, Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { useMessage } from '#kit/ui/message.ts'
import { Chip, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { channelNames } from '#partners/channels/rules.ts'
import { addShop, changeShops, listShops } from './shops.contract.ts'
import { shopsScreen } from './shops.screen.ts'
import { shopText as text } from './shops.words.ts'

type Shop = Answer<typeof listShops>['shops'][number]

/** The shops whose orders come in, and the channel that is told their numbers. */
export default function ShopsPage() {
  const { t } = useTongue()
  const [editing, edit] = useState<Shop | 'new'>()
  const { data, error, refetch } = useCall(listShops, { query: { limit: 500 } }, { live: ['shop'] })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(shopsScreen.title)}><Button type="primary" onClick={() => edit('new')}>{t(text.add)}</Button></PageHead>
      {!data ? <Waiting /> : <div className="table-room"><Table heads={[t(text.name), t(text.code), t(text.channel), ['']]} rows={data.shops.map(s => ({
        key: s.id, cells: [s.name, <span className="soft">{s.code}</span>, <>{s.channel}{s.staysInside && <> <Chip tone="warn">{t(text.inside)}</Chip></>}</>, <Button onClick={() => edit(s)}>{t(text.change)}</Button>],
      }))} /></div>}
      {editing && <ShopForm key={editing === 'new' ? 'new' : editing.id} of={editing === 'new' ? undefined : editing} onClose={() => edit(undefined)} />}
    </div>
  )
}

type Channel = (typeof channelNames)[number]
function ShopForm({ of, onClose }: { of: Shop | undefined; onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [code, setCode] = useState(of?.code ?? '')
  const [name, setName] = useState(of?.name ?? '')
  const [channel, setChannel] = useState<Channel>((of?.channel as Channel | undefined) ?? 'file')
  const [staysInside, stay] = useState(of?.staysInside ?? false)
  const done = () => { void message.success(t(text.saved)); onClose() }
  const add = useAct(addShop, { done }), change = useAct(changeShops, { done })
  const ready = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(code) && name.trim() !== ''
  const submit = () => { if (of) change.run({ params: { id: of.id }, body: { name: name.trim(), channel, staysInside } }); else add.run({ body: { code, name: name.trim(), channel } }) }
  return (
    <Modal open title={of ? of.name : t(text.add)} onCancel={onClose} okText={t(of ? text.save : text.add)} okButtonProps={{ disabled: !ready }} confirmLoading={add.isPending || change.isPending} onOk={submit} width={420}>
      <label className="field"><span>{t(text.name)}</span><Input autoFocus value={name} maxLength={60} onChange={e => setName(e.target.value)} /></label>
      <label className="field"><span>{t(text.code)}</span><Input value={code} disabled={!!of} maxLength={60} onChange={e => setCode(e.target.value.trim())} /><span className="soft">{t(text.codeHint)}</span></label>
      <label className="field"><span>{t(text.channel)}</span><Select value={channel} onChange={setChannel} options={channelNames.map(value => ({ value, label: value }))} /></label>
      {of && <label className="field"><span>{t(text.stays)}</span><Switch checked={staysInside} onChange={stay} /><span className="soft">{t(text.staysHint)}</span></label>}
      <Trouble error={add.error ?? change.error} />
    </Modal>
  )
}
