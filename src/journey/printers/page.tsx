import '#kit/ui/admin.css'
import '#journey/4-printing/print.css'
import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { call, type Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, PageHead, TimeText, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { testPrinter } from '#journey/4-printing/contract.ts'
import { documentKinds, kindTitles } from '#journey/4-printing/fields.rules.ts'
import { useMe } from '#people/staff/me.tsx'
import { listPrinters, putPrinter, retirePrinter } from './contract.ts'
import { languages } from './rules.ts'
import { printersScreen } from './screen.ts'
import { channelNames, platformNames, text } from './words.ts'

type Printer = Answer<typeof listPrinters>['printers'][number]
type Draft = Omit<Printer, 'id' | 'seenAt' | 'warehouseId' | 'dpi'> & { dpi: 203 | 300 | 600; warehouse: string | null }
const fresh: Draft = { code: '', name: '', station: '', channel: 'raw', address: '', language: 'zpl', platform: null, dpi: 203, widthMm: 100, heightMm: 180, offsetX: 0, offsetY: 0, density: 8, copies: 1, documents: [], warehouse: null }

/** Printers by station: how each is reached, its paper and offsets, what it prints by itself, and a test page. */
export default function PrintersPage() {
  const { t } = useTongue()
  const message = useMessage()
  const { roles } = useMe()
  const [draft, edit] = useState<Draft>()
  const [going, take] = useState<Printer>()
  const { data, error, refetch } = useCall(listPrinters, {}, { live: ['printer'], every: 15_000 })
  const test = async (id: string) => { const { batch } = await call(testPrinter, { params: { id } }); void message.success(t(text.tested, { batch: batch ?? '' })) }
  const retire = useAct(retirePrinter, { done: () => { void message.success(t(text.retired)); take(undefined) } })
  const may = roles.includes('it') || roles.includes('manager')
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(printersScreen.title)}>{may && <Button type="primary" onClick={() => edit(fresh)}>{t(text.add)}</Button>}</PageHead>
      {!data ? <Waiting /> : data.printers.length === 0 ? <EmptyState title={t(text.none)} /> : <div className="table-room"><Table heads={[t(text.name), t(text.station), t(text.channel), t(text.paper), t(text.documents), t(text.seen), ['']]} rows={data.printers.map(p => ({ key: p.id, cells: [
        <>{p.name} <span className="soft">{p.code}</span></>, p.station || t(text.nothing), <>{t(channelNames[p.channel])}<div className="soft">{[p.platform && t(platformNames[p.platform]), p.address].filter(Boolean).join(' · ')}</div></>,
        <span className="figure">{t(text.size, { width: p.widthMm, height: p.heightMm })}</span>, p.documents.flatMap(d => { const kind = documentKinds.find(k => k === d); return kind ? [t(kindTitles[kind])] : [] }).join(' ') || t(text.nothing), <TimeText at={p.seenAt} />,
        <span className="print-acts"><Button size="small" onClick={() => void test(p.id)}>{t(text.test)}</Button>{may && <><Button size="small" onClick={() => edit({ ...p, dpi: p.dpi as Draft['dpi'], warehouse: p.warehouseId })}>{t(text.edit)}</Button><Button size="small" danger onClick={() => take(p)}>{t(text.retire)}</Button></>}</span>,
      ] }))} /></div>}
      {draft && <Editor of={draft} isNew={draft === fresh} onClose={() => edit(undefined)} />}
      {going && <ConfirmWithReason open title={t(text.retireWhy, { name: going.name })} act={t(text.retire)} danger least={0} busy={retire.isPending} trouble={<Trouble error={retire.error} />} onCancel={() => take(undefined)} onConfirm={() => retire.run({ params: { code: going.code } })} />}
    </div>
  )
}

function Editor({ of, isNew, onClose }: { of: Draft; isNew: boolean; onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [p, set] = useState(of)
  const change = (more: Partial<Draft>) => set({ ...p, ...more })
  const act = useAct(putPrinter, { done: () => { void message.success(t(text.saved)); onClose() } })
  const channels = useOptions(channelNames), platforms = useOptions(platformNames)
  const ready = /^[a-z0-9][a-z0-9-]{0,39}$/.test(p.code) && p.name.trim() !== ''
  const field = (name: string, input: ReactNode, hint?: string) => <label className="field"><span>{name}</span>{input}{hint && <span className="soft">{hint}</span>}</label>
  const figure = (name: string, key: 'widthMm' | 'heightMm' | 'offsetX' | 'offsetY' | 'density' | 'copies', least: number, most: number) => field(name, <InputNumber min={least} max={most} precision={0} value={p[key]} onChange={value => change({ [key]: value ?? least })} />)
  const { code, ...body } = p
  return (
    <Modal open title={t(isNew ? text.add : text.edit)} okText={t(text.save)} cancelText={t(text.cancel)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onCancel={onClose} onOk={() => act.run({ params: { code }, body: bodyOf(body) })} width={560}>
      <div className="field-row">{field(t(text.name), <Input autoFocus value={p.name} maxLength={60} onChange={e => change({ name: e.target.value })} />)}{field(t(text.code), <Input value={p.code} maxLength={40} disabled={!isNew} onChange={e => change({ code: e.target.value.toLowerCase() })} />, isNew ? t(text.codeHint) : undefined)}</div>
      <div className="field-row">{field(t(text.station), <Input value={p.station} maxLength={40} onChange={e => change({ station: e.target.value })} />)}{field(t(text.channel), <Select value={p.channel} onChange={channel => change({ channel, language: channel === 'raw' ? (p.language === 'pdf' ? 'zpl' : p.language) : 'pdf', platform: channel === 'component' ? p.platform ?? 'cainiao' : null })} options={channels} />)}</div>
      {p.channel !== 'browser' && field(t(text.address), <Input value={p.address} maxLength={200} onChange={e => change({ address: e.target.value })} />, t(text.addressHint))}
      <div className="field-row three">
        {p.channel === 'raw' && field(t(text.language), <Select value={p.language} onChange={language => change({ language })} options={languages.filter(l => l !== 'pdf').map(l => ({ value: l, label: l.toUpperCase() }))} />)}
        {p.channel === 'component' && field(t(text.platform), <Select value={p.platform} onChange={platform => change({ platform })} options={platforms} />)}
        {p.channel === 'raw' && field(t(text.dpi), <Select value={p.dpi} onChange={dpi => change({ dpi })} options={([203, 300, 600] as const).map(value => ({ value, label: String(value) }))} />)}
        {figure(t(text.density), 'density', 0, 30)}
      </div>
      <div className="field-row three">{figure(t(text.width), 'widthMm', 15, 500)}{figure(t(text.height), 'heightMm', 10, 500)}{figure(t(text.copies), 'copies', 1, 5)}</div>
      <div className="field-row">{figure(t(text.offsetX), 'offsetX', -200, 200)}{figure(t(text.offsetY), 'offsetY', -200, 200)}</div>
      {field(t(text.documents), <Select mode="multiple" value={p.documents} onChange={documents => change({ documents })} options={documentKinds.map(k => ({ value: k as string, label: t(kindTitles[k]) }))} />)}
      <Trouble error={act.error} />
    </Modal>
  )
}
/** What the editor does not change goes back as it came, but for what the house tells by itself. */
function bodyOf({ name, station, channel, address, language, platform, dpi, widthMm, heightMm, offsetX, offsetY, density, copies, documents, warehouse }: Omit<Draft, 'code'>) {
  return { name, station, channel, address, language, platform, dpi, widthMm, heightMm, offsetX, offsetY, density, copies, documents, warehouse }
}
