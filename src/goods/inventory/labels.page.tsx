import './labels.css'
import { Button, Segmented } from 'antd'
import { code128Path } from '#kit/code128.rules.ts'
import { EmptyState, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useParams, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { usePlaces } from './bins.tsx'
import { labelsScreen } from './screen.ts'
import { text } from './words.ts'

/** Labels of bins as a page for the printer: the code large, its bars below. One label a sheet of the label printer, or many on paper. */
export default function LabelsPage() {
  const { id = '' } = useParams()
  const { t } = useTongue()
  const [search, change] = useSearch(labelsScreen)
  const { places, warehouse, error, whole } = usePlaces(id)
  if (error && !places) return <Trouble error={error} />
  if (!places || !whole) return <Waiting />
  const size = search.size ?? 'small'
  const bins = places.filter(p => p.kind === 'bin' && (!search.q || p.code.toUpperCase().includes(search.q.toUpperCase())))
  return (
    <div className="labels-page">
      <PageHead title={`${t(labelsScreen.title)} · ${warehouse?.name ?? ''}`} note={t(text.labelCount, { count: bins.length })}>
        <Segmented value={size} onChange={next => change({ size: next })} options={[{ value: 'small' as const, label: t(text.small) }, { value: 'large' as const, label: t(text.large) }]} />
        <Button type="primary" onClick={() => window.print()} disabled={bins.length === 0}>{t(text.print)}</Button>
      </PageHead>
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
