import '#kit/ui/admin.css'
import './print.css'
import { Button, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { call, type Answer } from '#kit/ui/client.ts'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { Mark, PageHead, ReasonList, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, go, hrefOf, useParams } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import { listPrinters } from '#journey/printers/contract.ts'
import { platformNames } from '#journey/printers/words.ts'
import { useMe } from '#people/staff/me.tsx'
import { openComponent } from './component.tsx'
import { actOnPrintBatch, getPrintBatch, nextForStation, prints, reportFromStation, reprintPapers, takePdf } from './contract.ts'
import type { DocumentKind } from './fields.rules.ts'
import { tones } from './page.tsx'
import { download } from '#kit/ui/download.ts'
import type { ReprintReason } from './rules.ts'
import { printBatchScreen, printScreen } from './screen.ts'
import { again, batchStates, documents, origins, paperStates, text } from './words.ts'

type Batch = Answer<typeof getPrintBatch>['batch']
const paperTones = { waiting: 'calm', refused: 'bad', printed: 'accent', confirmed: 'good', void: 'soft' } as const

/** One print batch: how far it is, what stopped it, its papers one by one, and what may be done about them. */
export default function BatchPage() {
  const { t, time } = useTongue()
  const say = useSentence()
  const { id = '' } = useParams()
  const { roles } = useMe()
  const [only, setOnly] = useState<'refused'>()
  const [after, setAfter] = useState<number>()
  const [asking, ask] = useState<'reprint' | 'last-good' | 'cancel'>()
  const [fault, setFault] = useState<Error>()
  const found = useCall(getPrintBatch, { params: { id }, query: { limit: 200, ...(only && { state: only }), ...(after !== undefined && { after }) } }, { live: ['paper', 'print-batch'], keep: true, every: 3000 })
  const act = useAct(actOnPrintBatch, { done: () => ask(undefined) })
  if (!found.data) return <div className="page">{found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : <Waiting />}</div>
  const { batch: b, papers } = found.data
  const may = prints.some(r => roles.includes(r))
  const run = (what: 'pause' | 'resume' | 'cancel' | 'confirm', lastGood: number | null = null) => act.run({ params: { id }, body: { act: what, lastGood } })
  const take = (document: DocumentKind | null) => { setFault(undefined); void download(takePdf.path.replace('{id}', id), { document }).then(() => found.refetch(), setFault) }
  const settled = b.waiting === 0 || b.checked + b.refused >= b.papers
  return (
    <div className="page">
      <PageHead title={t(text.batch, { batch: b.id })} note={<>{t(origins[b.origin as keyof typeof origins])}{b.originId && ` ${b.originId}`}{b.againOf && <> · <Go to={hrefOf(printBatchScreen, { id: b.againOf })}>{t(text.againOf, { batch: b.againOf })}</Go></>} · {b.by} · {time(b.madeAt)}{b.reason && Object.hasOwn(again, b.reason) && ` · ${t(again[b.reason as ReprintReason])}`}</>}>
        <Go to={hrefOf(printScreen)}>{t(text.back)}</Go>
        {may && b.state === 'printing' && b.waiting > 0 && <Button onClick={() => run('pause')}>{t(text.pause)}</Button>}
        {may && b.state === 'paused' && <Button type="primary" onClick={() => (b.stopCode === 'unsure' ? ask('last-good') : run('resume'))}>{t(text.resume)}</Button>}
        {may && (b.state === 'printing' || b.state === 'paused') && b.waiting > 0 && <Button danger onClick={() => ask('cancel')}>{t(text.cancel)}</Button>}
        {may && b.printed > 0 && <Button onClick={() => run('confirm')}>{t(text.confirm)}</Button>}
        {may && b.printed + b.confirmed + b.refused > 0 && <Button onClick={() => ask('reprint')}>{t(text.reprint)}</Button>}
        {may && b.state === 'printing' && b.toGive > 0 && settled && <Give batch={b} take={take} done={() => void found.refetch()} />}
      </PageHead>
      <p><Mark tone={b.stopCode ? 'warn' : tones[b.state]}>{t(batchStates[b.state])}</Mark> <span className="bar-line"><i style={{ width: `${Math.round((100 * (b.printed + b.confirmed)) / Math.max(1, b.papers))}%` }} /></span> <span className="figure">{t(text.ofAll, { done: b.printed + b.confirmed, all: b.papers })}</span>
        <span className="soft"> {[t(text.checked, { count: b.checked }), b.printed > 0 && t(text.given, { count: b.printed }), b.confirmed > 0 && t(text.confirmed, { count: b.confirmed }), b.voided > 0 && t(text.voided, { count: b.voided })].filter(Boolean).join(' · ')}</span>
        {b.refused > 0 && <> <Mark tone="bad">{t(text.refused, { count: b.refused })}</Mark></>}</p>
      {b.stopCode && <ReasonList reasons={[{ code: b.stopCode, values: (b.stopValues ?? {}) as Record<string, string> }]} />}
      {b.state === 'printing' && !settled && <p className="soft" role="status">{t(text.setting)}</p>}
      <Trouble error={act.error ?? fault} />
      {b.refused > 0 && <Button type="link" size="small" onClick={() => { setOnly(only ? undefined : 'refused'); setAfter(undefined) }}>{t(only ? text.allPapers : text.onlyRefused)}</Button>}
      <Table heads={[[t(text.place)], t(text.document), t(text.order), t(text.code), t(text.waybill), [t(text.nth)], t(text.state)]} rows={papers.map(p => ({ key: p.id, off: p.state === 'void', cells: [
        p.place, t(documents[p.document]), p.orderId ? <Go to={hrefOf(orderScreen, { id: p.orderId })} className="figure">{p.number}</Go> : '—', <span className="figure">{p.code ?? '—'}</span>, <span className="figure">{p.waybill || '—'}</span>, p.nth ?? '—',
        <><Mark tone={paperTones[p.state]}>{t(paperStates[p.state])}</Mark>{p.printer && <span className="soft"> {p.printer}</span>}{p.why && <div className="soft">{Object.hasOwn(again, p.why) ? t(again[p.why as ReprintReason]) : say({ code: p.why, values: (p.whyValues ?? {}) as Record<string, string> })}</div>}</>,
      ] }))} />
      {papers.length >= 200 && <Button type="link" onClick={() => setAfter(papers.at(-1)?.place)}>{t(text.more)}</Button>}
      {asking === 'reprint' && <Reprint batch={b} onClose={() => ask(undefined)} />}
      {asking === 'last-good' && <LastGood batch={b} busy={act.isPending} trouble={<Trouble error={act.error} />} onClose={() => ask(undefined)} onGood={place => run('resume', place)} />}
      {asking === 'cancel' && <Modal open title={t(text.cancel)} okText={t(text.cancel)} okButtonProps={{ danger: true }} confirmLoading={act.isPending} onOk={() => run('cancel')} onCancel={() => ask(undefined)}><p>{t(text.papers, { count: b.waiting })}</p></Modal>}
    </div>
  )
}

/** Papers that this person takes: a PDF for the browser, or the platform's component on this machine. */
function Give({ batch, take, done }: { batch: Batch; take: (document: DocumentKind | null) => void; done: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [busy, setBusy] = useState(false)
  const { data } = useCall(listPrinters, {})
  const component = data?.printers.find(p => p.channel === 'component' && batch.printers.includes(p.id))
  const byComponent = async () => {
    if (!component?.platform) return
    setBusy(true)
    try {
      const talk = await openComponent(component.platform, { secure: location.protocol === 'https:' })
      try { void message.success(t(text.componentDone, { count: await printAll(talk, component.code) })) } finally { talk.close() }
    } catch { void message.error(t(text.componentAway, { platform: t(platformNames[component.platform]) })) } finally { setBusy(false); done() }
  }
  if (component) return <Button type="primary" loading={busy} onClick={() => void byComponent()}>{t(text.component)}</Button>
  return <>{batch.documents.map(d => <Button key={d} type="primary" onClick={() => take(d)}>{batch.documents.length > 1 ? t(text.takeOne, { document: t(documents[d]) }) : t(text.takePdf)}</Button>)}</>
}

/** Takes paper after paper and reports each, until nothing is left or one did not come out. */
async function printAll(talk: Awaited<ReturnType<typeof openComponent>>, printer: string): Promise<number> {
  for (let count = 0; ;) {
    const { task } = await call(nextForStation, { body: { printers: [printer], most: 1, form: 'fields' } })
    const paper = task?.papers[0]
    if (!task || !paper) return count
    const outcome = await talk.print({ id: paper.id, fields: paper.fields ?? {}, template: paper.template }, task.address)
    await call(reportFromStation, { body: { papers: [{ id: paper.id, ...outcome }] } })
    if (outcome.outcome !== 'printed') return count
    count++
  }
}

function Reprint({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const { t } = useTongue()
  const [from, setFrom] = useState<number | null>(1)
  const [to, setTo] = useState<number | null>(1)
  const [document, setDocument] = useState<DocumentKind | null>(batch.documents.length === 1 ? batch.documents[0]! : null) // it has one
  const [reason, setReason] = useState<ReprintReason>()
  const reasons = useOptions(again)
  const act = useAct(reprintPapers, { done: made => { onClose(); if (made.batch) go(hrefOf(printBatchScreen, { id: made.batch })) } })
  const ready = reason !== undefined && from !== null && to !== null && to >= from
  return (
    <Modal open title={t(text.reprint)} okText={t(text.reprint)} okButtonProps={{ disabled: !ready }} confirmLoading={act.isPending} onCancel={onClose} onOk={() => ready && act.run({ params: { id: batch.id }, body: { from, to, document, reason } })} width={460}>
      <div className="print-range"><label className="field"><span>{t(text.from)}</span><InputNumber autoFocus min={0} value={from} onChange={setFrom} /></label><label className="field"><span>{t(text.to)}</span><InputNumber min={0} value={to} onChange={setTo} /></label>
        <label className="field"><span>{t(text.document)}</span><Select value={document ?? ''} onChange={value => setDocument((value || null) as DocumentKind | null)} options={[{ value: '', label: t(text.all) }, ...batch.documents.map(d => ({ value: d as string, label: t(documents[d]) }))]} style={{ minWidth: 130 }} /></label></div>
      <label className="field"><span>{t(text.reason)}</span><Select value={reason ?? null} onChange={value => setReason(value ?? undefined)} options={reasons} /></label>
      {!!act.data?.refused.length && <ReasonList reasons={act.data.refused.slice(0, 5).map(r => r.reasons[0]!) as Parameters<typeof ReasonList>[0]['reasons']} />}
      <Trouble error={act.error} />
    </Modal>
  )
}

function LastGood({ batch, busy, trouble, onClose, onGood }: { batch: Batch; busy: boolean; trouble: React.ReactNode; onClose: () => void; onGood: (place: number) => void }) {
  const { t } = useTongue()
  const from = Number(batch.stopValues?.from ?? 1), to = Number(batch.stopValues?.to ?? batch.papers)
  const [place, setPlace] = useState<number | null>(null)
  return (
    <Modal open title={t(text.resume)} okText={t(text.resume)} okButtonProps={{ disabled: place === null }} confirmLoading={busy} onCancel={onClose} onOk={() => place !== null && onGood(place)} width={460}>
      <p>{t(text.lastGoodWhy, { from, to })}</p>
      <label className="field"><span>{t(text.lastGood)}</span><InputNumber autoFocus min={Math.max(0, from - 1)} max={to} value={place} onChange={setPlace} /></label>
      {trouble}
    </Modal>
  )
}
