import '#kit/ui/admin.css'
import './templates.css'
import { Button, Input, InputNumber, Segmented, Select, Tooltip } from 'antd'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { call, type Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { useShortcuts } from '#kit/ui/keys.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { ActButton, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, go, hrefOf, useParams } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn, tongueNames, tongues, type Text } from '#kit/words.ts'
import { filled, type Element, type Layout } from '#kit/print/layout.ts'
import { listShops } from '#journey/1-intake/shops.contract.ts'
import { kindTitles, offers } from '#journey/4-printing/fields.rules.ts'
import { listCarriers } from '#partners/carriers/contract.ts'
import { useMe } from '#people/staff/me.tsx'
import { Canvas } from './canvas.tsx'
import * as contract from './contract.ts'
import { aligned, begun, copied, crowded, fresh, kept, kinds, moved, redone, removed, restacked, spread, undone, type History, type Side } from './designer.rules.ts'
import { StateMark } from './page.tsx'
import { PaperProperties, Properties } from './properties.tsx'
import { exampleFor, products, whyNotApprove, whyNotLayout } from './rules.ts'
import { designerScreen, templatesScreen } from './screen.ts'
import { text } from './words.ts'

type Template = Answer<typeof contract.readTemplate>
type Preview = Answer<typeof contract.previewLayout>
interface Meant { name: string; shop: string | null; carrier: string | null; product: Template['product']; tongue: Template['tongue'] }

/** The designer of one template. What comes with the house is shown and can be made one's own. */
export default function DesignerPage() {
  const { ref = '' } = useParams()
  const { tongue } = useTongue()
  const { data, error, refetch } = useCall(contract.readTemplate, { params: { ref }, query: { tongue } })
  if (!data) return error ? <Trouble error={error} again={() => void refetch()} /> : <Waiting />
  return <Designer key={`${data.ref} ${data.version} ${tongue}`} of={data} />
}

function Designer({ of }: { of: Template }) {
  const { t, tongue } = useTongue()
  const { roles } = useMe()
  const message = useMessage()
  const title = textIn(tongue, of.title)
  const [history, setHistory] = useState<History>(() => begun(of.layout))
  const [picked, pick] = useState<readonly number[]>([])
  const [zoom, setZoom] = useState(() => Math.max(1.5, Math.min(6, Math.round(Math.min(620 / of.height, 560 / of.width) * 4) / 4)))
  const [meant, mean] = useState<Meant>({ name: title, shop: of.shop, carrier: of.carrier, product: of.product, tongue: of.tongue })
  const [trial, setTrial] = useState<{ set: 'usual' | 'long' | 'empty'; rows: number; page: number }>({ set: 'usual', rows: 3, page: 0 })
  const [retiring, retire] = useState(false)
  const locked = of.shipped || of.state === 'retired'
  const layout = history.now
  const dirty = layout !== of.layout || meant.name !== title || meant.shop !== of.shop || meant.carrier !== of.carrier || meant.product !== of.product || meant.tongue !== of.tongue
  const preview = usePreview(of, layout, meant.carrier, trial)
  const change = (next: Layout, mark = '') => { if (!locked) setHistory(h => kept(h, next, mark)) }

  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => { if (dirty && !locked) event.preventDefault() }
    window.addEventListener('beforeunload', stay)
    return () => window.removeEventListener('beforeunload', stay)
  }, [dirty, locked])

  const wrong = useMemo(() => {
    const found = new Map<number, string[]>()
    const say = (at: number, code: string) => found.set(at, [...found.get(at) ?? [], code])
    for (const r of whyNotLayout(of.kind, layout)) { const at = /^elements\.(\d+)$/.exec(r.path ?? ''); if (at) say(Number(at[1]), r.code) }
    for (const at of crowded(layout, value => filled(value, exampleFor(of.kind, meant.carrier).values))) say(at, 'element-crowded')
    for (const at of preview.answer?.cut ?? []) if (preview.of === layout) say(at, 'element-cut')
    return found
  }, [of.kind, layout, meant.carrier, preview.answer, preview.of])

  const body = () => ({ ...meant, layout })
  const add = useAct(contract.addTemplate, { done: ({ template }) => { go(hrefOf(designerScreen, { ref: template })) } })
  const save = useAct(contract.changeTemplate, { done: () => { void message.success(t(text.saved)) } })
  const approve = useAct(contract.approveTemplate, { done: () => { void message.success(t(text.approveNow)) } })
  const end = useAct(contract.retireTemplate, { done: () => { retire(false); void message.success(t(text.retiredNow)) } })
  const run = (act: () => { layout: Layout; picked: readonly number[] }) => { if (!locked) { const next = act(); change(next.layout); pick(next.picked) } }
  const remove = () => run(() => ({ layout: removed(layout, picked), picked: [] }))
  const duplicate = () => run(() => copied(layout, picked))
  const nudge = (dx: number, dy: number) => { if (picked.length) change(moved(layout, picked, dx, dy), `nudge ${picked.join()}`) }
  const store = () => { if (dirty && !locked) save.run({ params: { id: of.ref }, body: { ...body(), version: of.version } }) }
  const step = (what: (h: History) => History) => { if (!locked) { setHistory(what); pick([]) } }
  const arrows: [string, Text, number, number][] = [['ArrowLeft', text.moveLeft, -1, 0], ['ArrowRight', text.moveRight, 1, 0], ['ArrowUp', text.moveUp, 0, -1], ['ArrowDown', text.moveDown, 0, 1]]
  useShortcuts([
    { keys: 'mod+z', what: text.undo, run: event => step(event.shiftKey ? redone : undone) }, { keys: 'mod+y', what: text.redo, run: () => step(redone) },
    { keys: 'mod+s', what: text.save, always: true, run: store }, { keys: 'mod+d', what: text.duplicate, run: duplicate }, { keys: 'Delete', what: text.remove, run: remove }, { keys: 'Escape', what: text.back, when: picked.length > 0, run: () => pick([]) },
    ...arrows.flatMap(([key, what, dx, dy]) => [{ keys: key, what, run: () => nudge(dx * 0.5, dy * 0.5) }, { keys: `shift+${key}`, what, run: () => nudge(dx * 5, dy * 5) }, { keys: `alt+${key}`, what, run: () => nudge(dx * 0.125, dy * 0.125) }]),
  ])
  const one = picked.length === 1 ? layout.elements[picked[0]!] : undefined // there is one
  const sides: [Side, Text][] = [['left', text.alignLeft], ['center', text.alignCenter], ['right', text.alignRight], ['top', text.alignTop], ['middle', text.alignMiddle], ['bottom', text.alignBottom]]
  return (
    <div className="designer">
      <PageHead title={locked ? title : <Input className="designer-name" aria-label={t(text.name)} value={meant.name} maxLength={80} onChange={e => mean({ ...meant, name: e.target.value })} />}
        note={<>{textIn(tongue, kindTitles[of.kind])} · {t(text.size, { width: layout.width, height: layout.height })} {!of.shipped && <StateMark of={of} />}</>}>
        <Go to={hrefOf(templatesScreen)}>{t(text.back)}</Go>
        {of.shipped ? <Button type="primary" loading={add.isPending} onClick={() => add.run({ body: { ...body(), name: t(text.copyName, { title }).slice(0, 80), kind: of.kind } })}>{t(text.copy)}</Button> : of.state !== 'retired' && <>
          {roles.some(r => r === 'manager' || r === 'it') && <Button danger onClick={() => retire(true)}>{t(text.retire)}</Button>}
          {roles.some(r => r === 'manager' || r === 'it') && of.state === 'draft' && <ActButton reasons={whyNotApprove({ retired: false, approved: false, changedBy: of.own ? 1 : 2 }, 1)} disabled={dirty} loading={approve.isPending} onClick={() => approve.run({ params: { id: of.ref }, body: { version: of.version } })}>{t(text.approve)}</ActButton>}
          <Button type="primary" disabled={!dirty} loading={save.isPending} onClick={store}>{t(text.save)}</Button>
        </>}
      </PageHead>
      {of.shipped && <p className="soft">{t(text.readOnly)}</p>}
      <Trouble error={add.error ?? save.error ?? approve.error} />
      <div className="designer-tools">
        <Button disabled={!history.past.length} onClick={() => step(undone)}>{t(text.undo)}</Button><Button disabled={!history.future.length} onClick={() => step(redone)}>{t(text.redo)}</Button>
        {!locked && layout.typst === undefined && <Select aria-label={t(text.align)} value={null} placeholder={t(text.align)} disabled={picked.length === 0} options={[...sides.map(([value, label]) => ({ value: value as string, label: textIn(tongue, label) })), { value: 'x', label: t(text.spreadX) }, { value: 'y', label: t(text.spreadY) }]}
          onChange={(value: string | null) => { if (value) change(value === 'x' || value === 'y' ? spread(layout, picked, value) : aligned(layout, picked, value as Side)) }} />}
        {!locked && one && <><Button onClick={() => run(() => restacked(layout, picked[0]!, 1))}>{t(text.forward)}</Button><Button onClick={() => run(() => restacked(layout, picked[0]!, -1))}>{t(text.backward)}</Button></>}
        {!locked && picked.length > 0 && <><Button onClick={duplicate}>{t(text.duplicate)}</Button><Button onClick={remove}>{t(text.remove)}</Button></>}
        <span className="page-acts">
          <span className="soft">{t(text.tests)}</span><Segmented value={trial.set} options={(['usual', 'long', 'empty'] as const).map(value => ({ value, label: t(text[value]) }))} onChange={set => setTrial({ ...trial, set, page: 0 })} />
          {Object.keys(offers[of.kind].lists).length > 0 && <InputNumber aria-label={t(text.testRows)} prefix={t(text.testRows)} min={0} max={200} value={trial.rows} onChange={rows => setTrial({ ...trial, rows: rows ?? 0, page: 0 })} />}
          <Button aria-label={t(text.zoomOut)} onClick={() => setZoom(z => Math.max(1, z / 1.25))}>−</Button><Button aria-label={t(text.zoomIn)} onClick={() => setZoom(z => Math.min(24, z * 1.25))}>+</Button>
        </span>
      </div>
      <div className={layout.typst === undefined ? 'designer-body' : 'designer-body written'}>
        <div className="designer-list">
          {layout.typst !== undefined ? <TypstPage value={layout.typst} kind={of.kind} locked={locked || !roles.includes('it')} trouble={preview.trouble} onChange={typst => change({ ...layout, typst }, 'typst')} /> : <>{!locked && <><h2>{t(text.add)}</h2><div className="designer-adds">{kinds.filter(k => k !== 'table' || Object.keys(offers[of.kind].lists).length > 0).map(kind => kind === 'image'
            ? <PictureButton key={kind} onPicture={source => run(() => ({ layout: { ...layout, elements: [...layout.elements, { kind, x: 2, y: 2, w: 20, h: 20, source }] }, picked: [layout.elements.length] }))}>{t(text.image)}</PictureButton>
            : <button key={kind} type="button" onClick={() => run(() => ({ layout: { ...layout, elements: [...layout.elements, fresh(layout, kind, firstOf(of.kind, tongue))] }, picked: [layout.elements.length] }))}>+ {t(text[kind])}</button>)}</div></>}
          <h2>{t(text.elements)}</h2>
          {layout.elements.map((e, i) => <ElementLine key={i} element={e} on={picked.includes(i)} wrong={wrong.get(i)} onPick={more => pick(more ? [...new Set([...picked, i])] : [i])} />)}</>}
        </div>
        <div className="designer-room" role="group" tabIndex={0} aria-label={title}>
          <Canvas layout={layout} picture={preview.answer && `data:image/png;base64,${preview.answer.png}`} picked={picked} wrong={new Set(wrong.keys())} zoom={zoom} locked={locked} onPick={pick} onChange={change} />
        </div>
        <div className="designer-side">
          {one ? <fieldset disabled={locked}><h2>{t(text[one.kind])}</h2><Properties key={picked[0]} kind={of.kind} element={one} onChange={(next, mark) => change({ ...layout, elements: layout.elements.with(picked[0]!, next) }, `${mark} ${picked[0]}`)} /></fieldset>
            : picked.length > 1 ? <p className="soft">{t(text.picked, { count: picked.length })}</p>
              : <><PaperProperties layout={layout} onChange={change} />{!locked && <MeantFor meant={meant} onChange={mean} />}<Versions of={of} />
                {!locked && layout.typst === undefined && roles.includes('it') && <Button type="link" size="small" onClick={() => run(() => ({ layout: { ...layout, elements: [], typst: firstPage }, picked: [] }))}>{t(text.toTypst)}</Button>}</>}
        </div>
      </div>
      <div className="designer-foot" role="status">
        {preview.answer && <span>{t(text.burns, { dpi: preview.grey ? 150 : 203, ms: preview.answer.milliseconds })}</span>}
        {preview.answer && preview.answer.pages > 1 && <span><button type="button" className="link" disabled={trial.page === 0} onClick={() => setTrial({ ...trial, page: trial.page - 1 })}>{t(text.previousPage)}</button> {t(text.page, { page: Math.min(trial.page + 1, preview.answer.pages), pages: preview.answer.pages })} <button type="button" className="link" disabled={trial.page + 1 >= preview.answer.pages} onClick={() => setTrial({ ...trial, page: trial.page + 1 })}>{t(text.nextPage)}</button></span>}
        {preview.answer && preview.answer.missing.length > 0 && <span className="bad">{t(text.missing, { signs: preview.answer.missing.join(' ') })}</span>}
        {dirty && !locked && <span className="warn">{t(text.leave)}</span>}
      </div>
      <ConfirmWithReason open={retiring} title={t(text.retire)} act={t(text.retire)} danger least={0} busy={end.isPending} trouble={<Trouble error={end.error} />} onCancel={() => retire(false)} onConfirm={() => end.run({ params: { id: of.ref } })}><p>{t(text.retireSure)}</p></ConfirmWithReason>
    </div>
  )
}

/** What the press makes of the layout, a moment after the last change; an answer to an older layout is shown until the newer one comes. */
function usePreview(of: Template, layout: Layout, carrier: string | null, trial: { set: 'usual' | 'long' | 'empty'; rows: number; page: number }): { answer?: Preview; of?: Layout; grey: boolean; trouble: Error | undefined } {
  const [trouble, setTrouble] = useState<Error>()
  const [shown, show] = useState<{ answer: Preview; of: Layout }>()
  const running = useRef<AbortController>(undefined)
  const grey = Math.max(of.width, of.height) > 185
  useEffect(() => {
    const timer = setTimeout(() => {
      running.current?.abort()
      const mine = running.current = new AbortController()
      const values = trial.set === 'usual' ? undefined : Object.fromEntries(Object.entries(offers[of.kind].values).map(([name, { example }]) => [name, trial.set === 'empty' ? '' : longer(name, example)]))
      call(contract.previewLayout, { body: { kind: of.kind, layout, carrier, rows: trial.rows, page: trial.page, grey, dpi: grey ? 150 : 203, ...(values && { values }) }, signal: mine.signal })
        .then(answer => { if (!mine.signal.aborted) { show({ answer, of: layout }); setTrouble(undefined) } }, (fault: Error) => { if (!mine.signal.aborted) setTrouble(fault) })
    }, !shown ? 0 : layout.typst === undefined ? 90 : 600)
    return () => clearTimeout(timer)
  }, [layout, carrier, trial.set, trial.rows, trial.page])
  return { ...(shown && { answer: shown.answer, of: shown.of }), grey, trouble }
}
/** What a page in Typst may begin with. */
const firstPage = '#pad(5mm)[\n  #text(size: 20pt, weight: "bold")[#values.at("company.name")]\n]\n'

/** A page written in Typst, with what is wrong beside it and the fields it may speak of below. */
function TypstPage({ value, kind, locked, trouble, onChange }: { value: string; kind: Template['kind']; locked: boolean; trouble: Error | undefined; onChange: (typst: string) => void }) {
  const { t, tongue } = useTongue()
  return (
    <>
      <h2>{t(text.typst)}</h2>
      <Input.TextArea className="typst" aria-label={t(text.typst)} value={value} spellCheck={false} disabled={locked} maxLength={60_000} onChange={event => onChange(event.target.value)} />
      <Trouble error={trouble} />
      <p className="soft">{t(text.typstHint)}</p>
      <ul className="soft">{[...Object.entries(offers[kind].values), ...Object.entries(offers[kind].lists)].map(([name, { title }]) => <li key={name}><code>{name}</code> {textIn(tongue, title)}</li>)}</ul>
    </>
  )
}

/** Words grow, numbers and codes do not. */
const longer = (name: string, example: string) => /name|address|street|goods|note|remark|title|mark|hub|reason/.test(name) ? `${example}${example}${example}`.slice(0, 240) : example

function firstOf(kind: Template['kind'], tongue: (typeof tongues)[number]) {
  const [list, found] = Object.entries(offers[kind].lists)[0] ?? []
  return { ...(list && found && { list, columns: Object.entries(found.columns).map(([name, f]) => ({ title: textIn(tongue, f.title), value: `{{${name}}}` })) }) }
}

function ElementLine({ element: e, on, wrong, onPick }: { element: Element; on: boolean; wrong: readonly string[] | undefined; onPick: (more: boolean) => void }) {
  const { t } = useTongue()
  const say = useSentence()
  const line = <button type="button" aria-pressed={on} className={wrong ? 'wrong' : ''} onClick={event => onPick(event.shiftKey)}><small>{t(text[e.kind])}</small>{'value' in e ? e.value : e.kind === 'table' ? e.rows : ''}</button>
  return wrong ? <Tooltip placement="right" title={wrong.map(code => say({ code })).join('\n')}>{line}</Tooltip> : line
}

function MeantFor({ meant, onChange }: { meant: Meant; onChange: (meant: Meant) => void }) {
  const { t } = useTongue()
  const shops = useCall(listShops, {})
  const carriers = useCall(listCarriers, {})
  return (
    <>
      <h2>{t(text.meant)}</h2>
      <Select aria-label={t(text.anyShop)} allowClear placeholder={t(text.anyShop)} value={meant.shop} onChange={shop => onChange({ ...meant, shop: shop ?? null })} options={shops.data?.shops.map(s => ({ value: s.id, label: s.name })) ?? []} />
      <Select aria-label={t(text.anyCarrier)} allowClear placeholder={t(text.anyCarrier)} value={meant.carrier} onChange={carrier => onChange({ ...meant, carrier: carrier ?? null })} options={carriers.data?.carriers.map(c => ({ value: c.code, label: c.name })) ?? []} />
      <Select aria-label={t(text.anyProduct)} allowClear placeholder={t(text.anyProduct)} value={meant.product} onChange={product => onChange({ ...meant, product: product ?? null })} options={products.map(p => ({ value: p, label: t(text[p]) }))} />
      <Select aria-label={t(text.anyTongue)} allowClear placeholder={t(text.anyTongue)} value={meant.tongue} onChange={tongue => onChange({ ...meant, tongue: tongue ?? null })} options={tongues.map(value => ({ value, label: tongueNames[value] }))} />
    </>
  )
}

function Versions({ of }: { of: Template }) {
  const { t } = useTongue()
  return of.versions.length === 0 ? null : <><h2>{t(text.versions)}</h2><ul>{of.versions.map(v => <li key={v.version}>{t(text.versionBy, { version: v.version, by: v.changer })} {v.version === of.inForce && <StateMark of={{ state: 'approved', inForce: 1 }} />}</li>)}</ul></>
}

/** A picture from this computer: small ones only, for it lies in the template. */
function PictureButton({ children, onPicture }: { children: ReactNode; onPicture: (source: string) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const take = (file: File | undefined) => {
    if (!file || file.size > 290_000) return
    const reader = new FileReader()
    reader.onload = () => { if (typeof reader.result === 'string') onPicture(reader.result) }
    reader.readAsDataURL(file)
  }
  return <><button type="button" onClick={() => field.current?.click()}>+ {children}</button><input ref={field} hidden type="file" accept="image/png,image/jpeg" onChange={event => { take(event.target.files?.[0]); event.target.value = '' }} /></>
}
