import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd'
import { dotMm, type Element, type Layout, type Of } from '#kit/print/layout.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn, type Text } from '#kit/words.ts'
import { offers, type DocumentKind } from '#journey/4-printing/fields.rules.ts'
import { onDot } from './designer.rules.ts'
import { text } from './words.ts'

/** What may be said of one element. Every change goes out whole. */
export function Properties({ kind, element: e, onChange }: { kind: DocumentKind; element: Element; onChange: (element: Element, mark: string) => void }) {
  const { t, tongue } = useTongue()
  const set = (change: object) => onChange({ ...e, ...change } as Element, Object.keys(change).join()) // parts of its own kind
  const fields = Object.entries(offers[kind].values).map(([value, f]) => ({ value, label: `${textIn(tongue, f.title)} · ${value}` }))
  const number = (label: Text, value: number | undefined, change: (value: number) => object, { min = 0, max = 1200, step = dotMm } = {}) => (
    <label className="field"><span>{textIn(tongue, label)}</span><InputNumber min={min} max={max} step={step} value={value ?? null} formatter={shown} onChange={v => { if (v !== null) set(change(step === dotMm ? onDot(v) : v)) }} /></label>
  )
  const tick = (label: Text, on: boolean | undefined, name: string) => <Checkbox checked={on ?? false} onChange={event => set({ [name]: event.target.checked || undefined })}>{textIn(tongue, label)}</Checkbox>
  return (
    <>
      <div className="field-row">{number(text.x, e.x, x => ({ x }))}{number(text.y, e.y, y => ({ y }))}</div>
      <div className="field-row">{number(text.width, e.w, w => ({ w }))}{number(text.height, e.h, h => ({ h }))}</div>
      {(e.kind === 'text' || e.kind === 'code128' || e.kind === 'qr') && <>
        <label className="field"><span>{t(text.says)}</span><Input.TextArea value={e.value} rows={3} maxLength={600} onChange={event => set({ value: event.target.value })} /></label>
        <Select showSearch aria-label={t(text.insert)} value={null} placeholder={t(text.insert)} options={fields} optionFilterProp="label" onChange={name => { if (name) set({ value: e.kind === 'text' ? `${e.value}{{${String(name)}}}` : `{{${String(name)}}}` }) }} />
      </>}
      {e.kind === 'text' && <TextPart e={e} set={set} number={number} tick={tick} />}
      {e.kind === 'code128' && <label className="field"><span>{t(text.module)}</span><Select value={e.module} onChange={module => set({ module })} options={[2, 3, 4, 5, 6].map(count => ({ value: count, label: t(text.dots, { count, mm: String(count * dotMm) }) }))} /></label>}
      {e.kind === 'qr' && <label className="field"><span>{t(text.level)}</span><Segmented value={e.level ?? 'M'} options={['L', 'M', 'Q', 'H']} onChange={level => set({ level })} /></label>}
      {(e.kind === 'line' || e.kind === 'rect') && <div className="field-row">{number(text.thick, e.thick, thick => ({ thick }), { max: 10 })}{e.kind === 'rect' && number(text.radius, e.radius ?? 0, radius => ({ radius }), { max: 50, step: 0.5 })}</div>}
      {e.kind === 'rect' && number(text.shade, e.shade ?? 0, shade => ({ shade }), { max: 100, step: 10 })}
      {e.kind === 'line' && tick(text.dash, e.dash, 'dash')}
      {e.kind === 'table' && <TablePart e={e} kind={kind} set={set} number={number} tick={tick} />}
      {(e.kind === 'text' || e.kind === 'code128') && <label className="field"><span>{t(text.turn)}</span><Segmented value={e.turn ?? 0} options={[{ value: 0, label: t(text.upright) }, { value: 90, label: '90°' }, { value: 270, label: '270°' }]} onChange={turn => set({ turn: turn || undefined })} /></label>}
      <label className="field"><span>{t(text.when)}</span><Select allowClear showSearch placeholder={t(text.always)} value={e.when ?? null} options={fields} optionFilterProp="label" onChange={when => set({ when: when ?? undefined })} /></label>
      {tick(text.last, e.last, 'last')}
    </>
  )
}

/** 62 rather than 62.000, but not while somebody types. */
const shown = (value: number | string | undefined, { userTyping, input }: { userTyping: boolean; input: string }) => userTyping ? input : value === undefined || value === '' ? '' : String(Number(value))

interface Part<E> { e: E; set: (change: object) => void; number: (label: Text, value: number | undefined, change: (value: number) => object, limits?: { min?: number; max?: number; step?: number }) => React.ReactNode; tick: (label: Text, on: boolean | undefined, name: string) => React.ReactNode }

function TextPart({ e, set, number, tick }: Part<Of<'text'>>) {
  const { t } = useTongue()
  return (
    <>
      <div className="field-row">{number(text.fontSize, e.size, size => ({ size }), { min: 3, max: 200, step: 0.5 })}{number(text.lines, e.lines, lines => ({ lines: Math.round(lines) || undefined }), { max: 60, step: 1 })}</div>
      <label className="field"><span>{t(text.shrink)}</span><Input key={(e.shrink ?? []).join(' ')} defaultValue={(e.shrink ?? []).join(' ')} onBlur={event => { const shrink = event.target.value.split(/[\s,，]+/).map(Number).filter(n => n >= 3 && n <= 200).slice(0, 8); set({ shrink: shrink.length ? shrink : undefined }) }} /></label>
      <label className="field"><span>{t(text.align)}</span><Segmented value={e.align ?? 'left'} options={[{ value: 'left', label: t(text.alignLeft) }, { value: 'center', label: t(text.alignCenter) }, { value: 'right', label: t(text.alignRight) }]} onChange={align => set({ align })} /></label>
      <Segmented aria-label={t(text.align)} value={e.valign ?? 'top'} options={[{ value: 'top', label: t(text.alignTop) }, { value: 'middle', label: t(text.alignMiddle) }, { value: 'bottom', label: t(text.alignBottom) }]} onChange={valign => set({ valign })} />
      {tick(text.bold, e.bold, 'bold')}{tick(text.invert, e.invert, 'invert')}
    </>
  )
}

function TablePart({ e, kind, set, number, tick }: Part<Of<'table'>> & { kind: DocumentKind }) {
  const { t, tongue } = useTongue()
  const lists = Object.entries(offers[kind].lists)
  const columns = Object.entries(offers[kind].lists[e.rows]?.columns ?? {}).map(([value, f]) => ({ value: `{{${value}}}`, label: textIn(tongue, f.title), title: textIn(tongue, f.title) }))
  const change = (at: number, part: object) => set({ columns: e.columns.map((c, i) => i === at ? { ...c, ...part } : c) })
  return (
    <>
      <label className="field"><span>{t(text.rows)}</span><Select value={e.rows} options={lists.map(([value, l]) => ({ value, label: textIn(tongue, l.title) }))} onChange={rows => set({ rows })} /></label>
      <div className="field-row">{number(text.fontSize, e.size, size => ({ size }), { min: 3, max: 60, step: 0.5 })}{number(text.rowHeight, e.row, row => ({ row }), { min: 2, max: 100, step: 0.5 })}</div>
      <label className="field"><span>{t(text.frame)}</span><Segmented value={e.frame ?? 'rows'} options={[{ value: 'all', label: t(text.frameAll) }, { value: 'rows', label: t(text.frameRows) }, { value: 'none', label: t(text.frameNone) }]} onChange={frame => set({ frame })} /></label>
      {tick(text.runsOn, e.pages, 'pages')}
      <h2>{t(text.columns)}</h2>
      {e.columns.map((c, i) => (
        <div key={i} className="designer-column">
          <Select className="wide" aria-label={t(text.insert)} value={c.value} options={columns} onChange={(value, option) => change(i, { value, title: (option as { title: string }).title })} />
          <Input aria-label={t(text.columnTitle)} value={c.title} maxLength={60} onChange={event => change(i, { title: event.target.value })} />
          <InputNumber aria-label={t(text.width)} min={1} max={1200} value={c.w} onChange={w => { if (w) change(i, { w }) }} />
          <Button type="text" aria-label={t(text.remove)} disabled={e.columns.length === 1} onClick={() => set({ columns: e.columns.filter((_, j) => j !== i) })}>×</Button>
        </div>
      ))}
      <Button size="small" disabled={e.columns.length >= 16 || columns.length === 0} onClick={() => { const [first] = columns; if (first) set({ columns: [...e.columns, { title: first.title, value: first.value, w: 15 }] }) }}>{t(text.addColumn)}</Button>
    </>
  )
}

/** The paper itself, where no element is picked. */
export function PaperProperties({ layout, onChange }: { layout: Layout; onChange: (layout: Layout, mark: string) => void }) {
  const { t } = useTongue()
  return (
    <>
      <h2>{t(text.paper)}</h2>
      <div className="field-row">
        <label className="field"><span>{t(text.width)}</span><InputNumber min={15} max={1200} value={layout.width} onChange={width => { if (width) onChange({ ...layout, width }, 'width') }} /></label>
        <label className="field"><span>{t(text.height)}</span><InputNumber min={10} max={1200} value={layout.height} onChange={height => { if (height) onChange({ ...layout, height }, 'height') }} /></label>
      </div>
      <p className="soft">{t(text.nothingPicked)}</p>
    </>
  )
}
