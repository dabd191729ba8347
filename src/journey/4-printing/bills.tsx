import { Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { addressOf, type Answer } from '#kit/ui/client.ts'
import { useMessage } from '#kit/ui/message.ts'
import { Mark, MoneyText, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { sendFile } from '#kit/ui/send-file.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { listCarriers } from '#partners/carriers/contract.ts'
import { orderScreen } from '#journey/order/screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { bills as mayImport, importBill, listBills, readBill } from './numbers.contract.ts'
import { billFaults, text } from './words.ts'

type Bill = Answer<typeof listBills>['bills'][number]

/** What carriers have invoiced, held against the numbers the house used. */
export function Bills() {
  const { t, number, time } = useTongue()
  const { roles } = useMe()
  const [importing, openImport] = useState(false)
  const [reading, read] = useState<Bill>()
  const { data, error, refetch } = useCall(listBills, {}, { live: ['carrier', 'parcel'], keep: true })
  return (
    <Section title={t(text.bills)} extra={mayImport.some(r => roles.includes(r)) && <Button size="small" onClick={() => openImport(true)}>{t(text.importBill)}</Button>}>
      <p className="soft">{t(text.billsWhy)}</p>
      <Trouble error={error} again={() => void refetch()} />
      {data?.unbilled.map(u => <p key={u.carrierId}><Mark tone="warn">{t(text.unbilled, { carrier: u.carrier, count: number(u.count), since: time(u.since, 'day') })}</Mark></p>)}
      {!data ? <Waiting lines={2} /> : data.bills.length === 0 ? <p className="soft">{t(text.noBills)}</p> : (
        <Table heads={[t(text.bill), t(text.carrier), [t(text.billLines)], [t(text.sum)], t(text.fault), t(text.at)]} rows={data.bills.map(b => ({ key: b.id, cells: [
          b.name, b.carrier, number(b.lines), <MoneyText fen={b.fen} />,
          b.neverUsed + b.unknown + b.twice === 0 ? <Mark tone="good">{t(text.fits)}</Mark> : <button type="button" className="link" onClick={() => read(b)}>{[[billFaults['never-used'], b.neverUsed] as const, [billFaults.unknown, b.unknown] as const, [billFaults.twice, b.twice] as const].filter(([, n]) => n > 0).map(([name, n]) => `${t(name)} ${number(n)}`).join(' · ')}</button>,
          <>{b.by} <span className="soft"><TimeText at={b.at} /></span></>,
        ] }))} />
      )}
      {importing && <Import onClose={() => { openImport(false); void refetch() }} />}
      {reading && <Faults of={reading} onClose={() => read(undefined)} />}
    </Section>
  )
}

function Import({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const known = useCall(listCarriers, {})
  const [carrier, setCarrier] = useState<string>()
  const [file, setFile] = useState<File>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const send = async () => {
    if (!carrier || !file) return
    setBusy(true)
    setError(undefined)
    try {
      const { lines, billed } = await sendFile(addressOf(importBill, {}, { carrier, name: file.name.slice(0, 120) }), file, 'application/octet-stream') as Answer<typeof importBill>
      void message.success(t(text.billTaken, { lines, billed }))
      onClose()
    } catch (fault) { setError(fault as Error) } finally { setBusy(false) }
  }
  return (
    <Modal open title={t(text.importBill)} okText={t(text.importDo)} okButtonProps={{ disabled: !carrier || !file }} confirmLoading={busy} onCancel={onClose} onOk={() => void send()} width={440}>
      <label className="field"><span>{t(text.carrier)}</span><Select value={carrier ?? null} onChange={setCarrier} options={(known.data?.carriers ?? []).map(c => ({ value: c.id, label: c.name }))} /></label>
      <label className="field"><span>{t(text.billFile)}</span><input type="file" accept=".csv,.xlsx,.xls" onChange={e => setFile(e.target.files?.[0])} /></label>
      <Trouble error={error} />
    </Modal>
  )
}

function Faults({ of, onClose }: { of: Bill; onClose: () => void }) {
  const { t } = useTongue()
  const { data, error } = useCall(readBill, { params: { id: of.id } })
  return (
    <Modal open title={of.name} footer={null} onCancel={onClose} width={680}>
      <Trouble error={error} />
      {!data ? <Waiting lines={4} /> : <Table heads={[[t(text.place)], t(text.waybill), t(text.fault), t(text.order), [t(text.sum)]]} rows={data.lines.map(l => ({ key: String(l.line), cells: [
        l.line, <span className="figure">{l.waybill}</span>, <>{t(billFaults[l.fault])}{l.before && <div className="soft">{t(text.billedBefore, { bill: l.before })}</div>}</>, l.orderId ? <Go to={hrefOf(orderScreen, { id: l.orderId })} className="figure">{l.number}</Go> : '—', <MoneyText fen={l.fen} />,
      ] }))} />}
    </Modal>
  )
}
