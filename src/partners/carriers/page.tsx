import '#kit/ui/admin.css'
import { Button, Checkbox, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { useMessage } from '#kit/ui/message.ts'
import { Mark, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { addCarrier, addPool, listCarriers, setShown, setsShown, showable } from './contract.ts'
import { carriersScreen } from './screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { shown, text } from './words.ts'

type Carrier = Answer<typeof listCarriers>['carriers'][number]
const numberOf = (prefix: string, width: number, n: number) => prefix + String(n).padStart(width, '0')

/** Carriers with their ranges of waybill numbers, and how far each is used. */
export default function CarriersPage() {
  const { t, number, percent } = useTongue()
  const [adding, add] = useState(false)
  const [ranging, range] = useState<Carrier>()
  const [showing, show] = useState<Carrier>()
  const { roles } = useMe()
  const may = setsShown.some(r => roles.includes(r))
  const { data, error, refetch } = useCall(listCarriers, {}, { live: ['parcel', 'carrier'], every: 60_000 })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(carriersScreen.title)}><Button type="primary" onClick={() => add(true)}>{t(text.add)}</Button></PageHead>
      {!data ? <Waiting /> : <div className="table-room"><Table heads={[t(text.name), t(text.code), [t(text.left)], t(text.ranges), t(text.shown), ['']]} rows={data.carriers.map(c => ({
        key: c.id, cells: [
          c.name, <span className="soft">{c.code}</span>, <><span className={c.low ? 'figure bad strong' : 'figure'}>{number(c.left)}</span>{c.low && <div><Mark tone="bad">{t(text.low)}</Mark></div>}</>,
          c.pools.length === 0 ? <span className="soft">{t(text.noRanges)}</span> : c.pools.map(p => <div key={p.id} className="figure">{t(text.range, { from: numberOf(p.prefix, p.width, p.first), to: numberOf(p.prefix, p.width, p.last) })} <span className="soft">{t(text.used, { share: percent((p.next - p.first) / (p.last - p.first + 1)) })}</span></div>),
          <>{c.shows.length === 0 ? <span className="soft">{t(text.allHidden)}</span> : c.shows.map(part => <Mark key={part} tone="warn">{t(shown[part])}</Mark>)} {may && <Button type="link" size="small" aria-label={`${t(text.changeShown)} ${c.name}`} onClick={() => show(c)}>{t(text.changeShown)}</Button>}</>,
          <Button onClick={() => range(c)}>{t(text.addRange)}</Button>,
        ],
      }))} /></div>}
      {adding && <NewCarrier onClose={() => add(false)} />}
      {showing && <ShownParts of={showing} onClose={() => show(undefined)} />}
      {ranging && <NewRange of={ranging} onClose={() => range(undefined)} />}
    </div>
  )
}

function NewCarrier({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const act = useAct(addCarrier, { done: () => { void message.success(t(text.added)); onClose() } })
  const ready = /^[A-Z][A-Z0-9]{1,19}$/.test(code) && name.trim() !== ''
  return (
    <Modal open title={t(text.add)} onCancel={onClose} okText={t(text.add)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onOk={() => act.run({ body: { code, name: name.trim() } })} width={420}>
      <label className="field"><span>{t(text.name)}</span><Input autoFocus value={name} maxLength={60} onChange={e => setName(e.target.value)} /></label>
      <label className="field"><span>{t(text.code)}</span><Input value={code} maxLength={20} onChange={e => setCode(e.target.value.toUpperCase())} /><span className="soft">{t(text.codeHint)}</span></label>
      <Trouble error={act.error} />
    </Modal>
  )
}

function NewRange({ of, onClose }: { of: Carrier; onClose: () => void }) {
  const { t, number } = useTongue()
  const message = useMessage()
  const [prefix, setPrefix] = useState(of.pools[0]?.prefix ?? '')
  const [width, setWidth] = useState(of.pools[0]?.width ?? 10)
  const [first, setFirst] = useState<number | null>(of.pools.length ? Math.max(...of.pools.map(p => p.last)) + 1 : 1)
  const [last, setLast] = useState<number | null>(null)
  const act = useAct(addPool, { done: () => { void message.success(t(text.added)); onClose() } })
  const ready = first !== null && last !== null && last >= first
  return (
    <Modal open title={`${t(text.addRange)} · ${of.name}`} onCancel={onClose} okText={t(text.addRange)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onOk={() => ready && act.run({ params: { id: of.id }, body: { prefix, width, first, last } })} width={460}>
      <div className="field-row"><label className="field"><span>{t(text.prefix)}</span><Input value={prefix} maxLength={12} onChange={e => setPrefix(e.target.value.toUpperCase())} /></label>
        <label className="field"><span>{t(text.width)}</span><InputNumber min={1} max={15} value={width} onChange={w => setWidth(w ?? 10)} /></label></div>
      <div className="field-row"><label className="field"><span>{t(text.first)}</span><InputNumber min={0} precision={0} value={first} onChange={setFirst} /></label>
        <label className="field"><span>{t(text.last)}</span><InputNumber autoFocus min={0} precision={0} value={last} onChange={setLast} /></label></div>
      {ready && <p className="figure">{t(text.preview, { first: numberOf(prefix, width, first), last: numberOf(prefix, width, last), count: number(last - first + 1) })}</p>}
      <Trouble error={act.error} />
    </Modal>
  )
}

/** What this carrier's waybills show of a receiver: by contract, with a reason that the log keeps. */
function ShownParts({ of, onClose }: { of: Carrier; onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [parts, setParts] = useState<Carrier['shows']>(of.shows)
  const [why, setWhy] = useState('')
  const act = useAct(setShown, { done: () => { void message.success(t(text.saved)); onClose() } })
  const ready = why.trim().length >= 4
  return (
    <Modal open title={`${t(text.shown)} · ${of.name}`} onCancel={onClose} okText={t(text.save)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onOk={() => ready && act.run({ params: { id: of.id }, body: { shows: parts, why: why.trim() } })} width={460}>
      <p className="soft">{t(text.shownWhy)}</p>
      <div className="field"><Checkbox.Group value={parts} onChange={next => setParts(showable.filter(part => next.includes(part)))} options={showable.map(value => ({ value, label: t(shown[value]) }))} /></div>
      <label className="field"><span>{t(text.why)}</span><Input autoFocus value={why} maxLength={200} placeholder={t(text.whyHint)} onChange={e => setWhy(e.target.value)} /></label>
      <Trouble error={act.error} />
    </Modal>
  )
}
