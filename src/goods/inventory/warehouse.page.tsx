import '#kit/ui/admin.css'
import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { textIn } from '#kit/words.ts'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, NothingFits, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { Go, useParams, useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { binCodes } from './bins.rules.ts'
import { usePlaces } from './bins.tsx'
import { warehouseScreen } from './screen.ts'
import { addBins } from './warehouses.contract.ts'
import { placeKinds, text } from './words.ts'

const firstShown = 300

/** The places of one warehouse in walking order, with what lies in them. */
export default function WarehousePage() {
  const { id = '' } = useParams()
  const { t, tongue, number } = useTongue()
  const [search, change] = useSearch(warehouseScreen)
  const [adding, add] = useState(false)
  const [shown, show] = useState(firstShown)
  const { places, warehouse, error } = usePlaces(id)
  if (error && !places) return <Trouble error={error} />
  if (!places) return <Waiting />
  const fits = places.filter(p => !search.q || p.code.toUpperCase().includes(search.q.toUpperCase()))
  const bins = fits.filter(p => p.kind === 'bin').length
  return (
    <div className="admin">
      <PageHead title={warehouse?.name ?? t(warehouseScreen.title)} note={t(text.count, { count: bins })}>
        {bins > 0 && <Go to={`/stock-papers?${new URLSearchParams({ warehouse: id, ...(search.q && { q: search.q }) }).toString()}`} className="plain-button">{t(text.printLabels)}</Go>}
        <Button type="primary" onClick={() => add(true)}>{t(text.addBins)}</Button>
      </PageHead>
      <div className="filters"><Input.Search allowClear className="admin-find" placeholder={t(text.find)} aria-label={t(text.find)} defaultValue={search.q} onChange={e => change({ q: e.target.value || undefined })} /></div>
      {fits.length === 0 && search.q ? <NothingFits filters={1} /> : fits.length === 0 ? <EmptyState title={t(text.noBins)} why={t(text.noBinsWhy)} /> : <div className="table-room"><Table heads={[t(text.bin), t(text.kind), [t(text.walk)], [t(text.pieces)]]} rows={fits.slice(0, shown).map(p => ({
        key: p.id, cells: [<span className="figure">{p.code}</span>, <span className="soft">{Object.hasOwn(placeKinds, p.kind) ? textIn(tongue, placeKinds[p.kind as keyof typeof placeKinds]) : p.kind}</span>, p.kind === 'bin' && <span className="soft">{p.walk}</span>, number(p.pieces)],
      }))} />{fits.length > shown && <Button type="link" onClick={() => show(shown + 1000)}>{t(text.more)}</Button>}</div>}
      {adding && <NewBins warehouse={id} onClose={() => add(false)} />}
    </div>
  )
}

function NewBins({ warehouse, onClose }: { warehouse: string; onClose: () => void }) {
  const { t, number } = useTongue()
  const message = useMessage()
  const [draft, set] = useState({ aisles: 'A', racks: 5, levels: 3, slots: 2 })
  const codes = binCodes(draft)
  const act = useAct(addBins, { done: () => { void message.success(t(text.added)); onClose() } })
  const fits = codes !== undefined && codes.length <= 2000
  const count = (name: 'racks' | 'levels' | 'slots') => <label className="field"><span>{t(text[name])}</span><InputNumber min={1} max={99} precision={0} value={draft[name]} onChange={n => set({ ...draft, [name]: n ?? 1 })} /></label>
  return (
    <Modal open title={t(text.addBins)} onCancel={onClose} okText={t(text.addBins)} okButtonProps={{ disabled: !fits }} confirmLoading={act.isPending} onOk={() => codes && act.run({ params: { id: warehouse }, body: { codes } })} width={460}>
      <div className="field-row"><label className="field"><span>{t(text.aisles)}</span><Input autoFocus value={draft.aisles} maxLength={5} placeholder={t(text.aislesHint)} onChange={e => set({ ...draft, aisles: e.target.value })} /></label>{count('racks')}</div>
      <div className="field-row">{count('levels')}{count('slots')}</div>
      {codes && <p className={fits ? 'figure' : 'figure bad'}>{t(text.preview, { count: number(codes.length), first: codes[0] ?? '', last: codes.at(-1) ?? '' })} {!fits && t(text.tooMany)}</p>}
      <Trouble error={act.error} />
    </Modal>
  )
}
