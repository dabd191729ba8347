import './labels.css'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { call, type Callable } from '#kit/ui/client.ts'
import { code128Path } from '#kit/code128.rules.ts'
import { EmptyState, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { go, useParams, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { usePlaces } from './bins.tsx'
import { labelsScreen } from './screen.ts'
import { text } from './words.ts'

/** The print room's door; the room itself stands to the right of this one. */
const printDoor: Callable = { method: 'POST', path: '/api/print/batches', who: ['logistics', 'manager'], write: true }

/** Labels of bins as a page for the printer: the code large, its bars below. One label a sheet of the label printer, or many on paper. */
export default function LabelsPage() {
  const { id = '' } = useParams()
  const { t } = useTongue()
  const [search, change] = useSearch(labelsScreen)
  const { places, warehouse, error, whole } = usePlaces(id)
  const { roles } = useMe()
  const [fault, setFault] = useState<Error>()
  if (error && !places) return <Trouble error={error} />
  if (!places || !whole) return <Waiting />
  const size = search.size ?? 'small'
  // By the company's own label template, on the printer of the labels or as a PDF.
  const byTemplate = () => { setFault(undefined); void (call(printDoor, { body: { bins: bins.map(b => b.id), documents: ['bin-label'] } }) as Promise<{ batch: string | null }>).then(made => { if (made.batch) go(`/print/${made.batch}`) }, setFault) } // as its contract says
  const bins = places.filter(p => p.kind === 'bin' && (!search.q || p.code.toUpperCase().includes(search.q.toUpperCase())))
  return (
    <div className="labels-page">
      <PageHead title={`${t(labelsScreen.title)} · ${warehouse?.name ?? ''}`} note={t(text.labelCount, { count: bins.length })}>
        <Segmented value={size} onChange={next => change({ size: next })} options={[{ value: 'small' as const, label: t(text.small) }, { value: 'large' as const, label: t(text.large) }]} />
        <Button onClick={() => window.print()} disabled={bins.length === 0}>{t(text.print)}</Button>
        {roles.some(r => r === 'logistics' || r === 'manager') && <Button type="primary" onClick={byTemplate} disabled={bins.length === 0}>{t(text.printByTemplate)}</Button>}
      </PageHead>
      <Trouble error={fault} />
      {bins.length === 0 ? <EmptyState title={t(text.noBins)} why={t(text.noBinsWhy)} /> : <div className={`labels ${size}`}>{bins.map(b => <Label key={b.id} code={b.code} warehouse={warehouse?.name ?? ''} />)}</div>}
    </div>
  )
}

function Label({ code, warehouse }: { code: string; warehouse: string }) {
  const { path, modules } = code128Path(code)
  return (
    <div className="label">
      <div className={code.length > 8 ? 'label-code long' : 'label-code'}>{code}</div>
      <svg viewBox={`0 0 ${modules} 1`} preserveAspectRatio="none" shapeRendering="crispEdges" aria-hidden><path d={path} /></svg>
      <div className="label-warehouse">{warehouse}</div>
    </div>
  )
}
