import { Checkbox, Modal, Select } from 'antd'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { EmptyState, ReasonList, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { tongueNames, tongues, type Tongue } from '#kit/words.ts'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { listPrinters } from '#journey/printers/contract.ts'
import { makePrintBatch, previewPaper, previewPrint } from './contract.ts'
import type { DocumentKind } from './fields.rules.ts'
import { picture } from './pdf.tsx'
import type { ReprintReason } from './rules.ts'
import { printBatchScreen } from './screen.ts'
import { again, documents as documentNames, text } from './words.ts'

type Asked = z.input<typeof previewPrint.body>
type Of = Pick<Asked, 'wave' | 'handover' | 'orders' | 'all' | 'bins' | 'movement'>
export interface Subject { title: string; /** What it is of, as the door takes it. */ of: Of; /** As it stood in the list, for orders that fit a filter. */ sort?: Exclude<NonNullable<Asked['all']>['by'], 'picking' | undefined>; documents: readonly DocumentKind[] }
const unusual: readonly DocumentKind[] = ['gift-slip', 'picking-sheet', 'return-label']

/** Choose → preview → print: which documents, on which printers, what would be printed and what not, and how it looks. */
export function PrintDialog({ of, onClose }: { of: Subject; onClose: () => void }) {
  const { t } = useTongue()
  const [chosen, choose] = useState<DocumentKind[]>(of.documents.filter(kind => !unusual.includes(kind)))
  const [printers, setPrinters] = useState<Partial<Record<DocumentKind, string | null>>>({})
  const [reason, setReason] = useState<ReprintReason | null>(null)
  const [tongue, setTongue] = useState<Tongue | null>(null)
  const [by, setBy] = useState<'picking' | 'listed'>('picking')
  const known = useCall(listPrinters, {})
  const printerOf = (kind: DocumentKind) => printers[kind] !== undefined ? printers[kind] : known.data?.printers.find(p => p.documents.includes(kind))?.id ?? null
  const asked = { ...of.of, ...(of.of.all && { all: { ...of.of.all, by: by === 'listed' ? of.sort ?? 'newest' : by } }), documents: chosen, reason, tongue, printers: Object.fromEntries(chosen.map(kind => [kind, printerOf(kind)])) }
  const plan = useCall(previewPrint, { body: asked }, { on: chosen.length > 0 && !!known.data, keep: true })
  const make = useAct(makePrintBatch, { done: made => { if (made.batch) go(hrefOf(printBatchScreen, { id: made.batch })); else onClose() } })
  const reasons = useOptions(again)
  const count = chosen.length ? plan.data?.papers ?? 0 : 0
  const already = plan.data?.refused.filter(r => r.reasons.some(x => x.code === 'printed-already')).length ?? 0
  const shown = plan.data?.first.find(p => p.order !== null)
  return (
    <Modal open title={of.title} width={760} onCancel={onClose} okText={count ? t(text.go, { count }) : t(text.nothing)} okButtonProps={{ disabled: count === 0 }} confirmLoading={make.isPending} onOk={() => make.run({ body: asked })} destroyOnHidden>
      <div className="print-choice">
        <div>
          {of.documents.map(kind => <div key={kind} className="print-kind">
            <Checkbox checked={chosen.includes(kind)} onChange={e => choose(e.target.checked ? of.documents.filter(k => k === kind || chosen.includes(k)) : chosen.filter(k => k !== kind))}>{t(documentNames[kind])}</Checkbox>
            <Select size="small" aria-label={`${t(text.printer)} ${t(documentNames[kind])}`} disabled={!chosen.includes(kind)} value={printerOf(kind) ?? ''} onChange={value => setPrinters({ ...printers, [kind]: value || null })} options={[{ value: '', label: t(text.browser) }, ...(known.data?.printers ?? []).map(p => ({ value: p.id, label: p.station ? `${p.station} · ${p.name}` : p.name }))]} />
          </div>)}
          {of.of.all && <label className="field"><span>{t(text.inOrder)}</span><Select value={by} onChange={setBy} options={[{ value: 'picking', label: t(text.byPicking) }, { value: 'listed', label: t(text.asListed) }]} /></label>}
          <label className="field"><span>{t(text.tongue)}</span><Select value={tongue ?? ''} onChange={value => setTongue(tongues.find(known => known === value) ?? null)} options={[{ value: '', label: t(text.companyTongue) }, ...tongues.map(value => ({ value: value as string, label: tongueNames[value] }))]} /></label>
          {(already > 0 || reason !== null) && <label className="field"><span>{t(text.reason)}</span><Select allowClear value={reason} onChange={value => setReason(value ?? null)} options={reasons} />{reason === null && <em className="warn">{t(text.needReason, { count: already })}</em>}</label>}
          {!!plan.data?.refused.length && <ReasonList lead={t(text.refusedCount, { count: plan.data.refused.length })} reasons={unlike(plan.data.refused.map(r => r.reasons[0]!)).slice(0, 5) as Parameters<typeof ReasonList>[0]['reasons']} />}
          <Trouble error={make.error ?? plan.error} />
        </div>
        <div className="print-preview">{shown?.order && chosen.length ? <Preview order={shown.order} number={shown.number ?? ''} kinds={chosen.filter(k => k !== 'picking-sheet')} tongue={tongue} /> : <p className="soft">{t(text.noPreview)}</p>}</div>
      </div>
    </Modal>
  )
}

/** The first paper as it would come out. */
function Preview({ order, number, kinds, tongue }: { order: string; number: string; kinds: readonly DocumentKind[]; tongue: Tongue | null }) {
  const { t } = useTongue()
  const [kind, setKind] = useState<DocumentKind>()
  const [image, setImage] = useState<{ of: string; url: string }>()
  const [error, setError] = useState<Error>()
  const shown = kind && kinds.includes(kind) ? kind : kinds.at(-1)
  const of = `${order}/${shown ?? ''}/${tongue ?? ''}`
  useEffect(() => {
    if (!shown) return
    const stop = new AbortController()
    picture(previewPaper.path, { order, document: shown, tongue }, stop.signal).then(url => { setError(undefined); setImage({ of: `${order}/${shown}/${tongue ?? ''}`, url }) }, (fault: Error) => { if (!stop.signal.aborted) setError(fault) })
    return () => stop.abort()
  }, [order, shown, tongue])
  if (!shown) return <EmptyState title={t(text.noPreview)} />
  return <>
    {kinds.length > 1 && <Select size="small" aria-label={t(text.preview)} value={shown} onChange={setKind} options={kinds.map(k => ({ value: k, label: t(documentNames[k]) }))} />}
    {error ? <Trouble error={error} /> : image?.of === of ? <img src={image.url} alt={t(text.previewOf, { document: t(documentNames[shown]), number })} /> : <Waiting lines={8} />}
  </>
}

/** A hundred papers of one batch have one reason: it is told once. */
const unlike = <R,>(reasons: readonly R[]): R[] => [...new Map(reasons.map(r => [JSON.stringify(r), r])).values()]
