import { Button, Checkbox, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import { useNames } from '#kit/ui/dictionary.tsx'
import { MoneyText, Section, TimeText, Trouble, useOptions } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { orderScreen } from '#journey/order/screen.ts'
import { blocks, classes } from '#journey/order/words.ts'
import { figureName } from '#handbook/clauses/clause.tsx'
import { spoken, useClauses } from '#handbook/clauses/clauses.tsx'
import { listCarriers } from '#partners/carriers/contract.ts'
import { form as formShape, putRule, tryOut } from './edit.contract.ts'
import { comparisons, ruleFields, type FormTest } from './form.rules.ts'
import { splits, type RuleOutcome, type Split } from './rules.ts'
import type { Rule } from './seen.tsx'
import { compareWords, fieldWords, splitWords, text } from './words.ts'

interface Draft { name: string; live: boolean; expert: boolean; condition: string; match: 'all' | 'any'; tests: FormTest[]; refer: boolean; block: string | undefined; class: string | undefined; priority: number | null; tag: string; carrier: string; gift: string; giftQuantity: number; split: Split | ''; note: string; clause: string }
const fresh: FormTest = { field: 'order.totalFen', compare: '>=', value: 100000 }

/** A rule with no form was written as an expression and is shown as one. */
function draftOf(rule: Rule | undefined): Draft {
  const read = formShape.safeParse(rule?.form)
  const outcome = (rule?.outcome ?? { refer: true }) as RuleOutcome
  return {
    name: rule?.name ?? '', live: rule?.live ?? true, expert: rule !== undefined && !read.success, condition: rule?.condition ?? '', match: read.success ? read.data.match : 'all', tests: read.success ? read.data.tests : [fresh],
    refer: !!outcome.refer, block: outcome.block, class: outcome.class, priority: outcome.priority ?? null, tag: outcome.tag ?? '', carrier: outcome.carrier ?? '', gift: outcome.gift?.sku ?? '', giftQuantity: outcome.gift?.quantity ?? 1, split: outcome.split ?? '', note: outcome.note ?? '', clause: rule?.clause ?? '',
  }
}

export function RuleEditor({ rule, rank, figures, mayEdit, onSaved, onRetire }: { rule: Rule | undefined; rank: number; figures: Record<string, number>; mayEdit: boolean; onSaved: (id: string) => void; onRetire: () => void }) {
  const { t, tongue } = useTongue()
  const clauses = useClauses()
  const [draft, set] = useState(() => draftOf(rule))
  const [tried, setTried] = useState<string>()
  const blockOptions = useOptions(blocks), classOptions = useOptions(classes)
  const carriers = useCall(listCarriers, {}, { every: 600_000 })
  const trial = useAct(tryOut)
  const save = useAct(putRule, { done: ({ id }) => onSaved(id) })
  const body = {
    name: draft.name.trim(), clause: draft.clause.trim() || null, outcome: { refer: draft.refer, ...(draft.block && { block: draft.block as keyof typeof blocks }), ...(draft.class && { class: draft.class }), 
      ...(draft.priority !== null && { priority: draft.priority }), ...(draft.tag.trim() && { tag: draft.tag.trim() }), ...(draft.carrier && { carrier: draft.carrier }), ...(draft.gift.trim() && { gift: { sku: draft.gift.trim(), quantity: draft.giftQuantity } }), ...(draft.split && { split: draft.split }),
      ...(draft.note.trim() && { note: draft.note.trim() }) },
    ...(draft.expert ? { condition: draft.condition } : { form: { match: draft.match, tests: draft.tests.map(forDoor) } }), rank: rule?.rank ?? rank, ...(rule && { replaces: rule.id }),
  }
  const signature = JSON.stringify(body)
  const ready = body.name !== ''
  const write = (change: Partial<Draft>) => set({ ...draft, ...change })
  const test = () => { setTried(signature); trial.run({ body }) }
  const expertNow = () => write({ expert: true, condition: trial.data?.condition && tried === signature ? trial.data.condition : draft.condition })
  return (
    <div className="rule-editor">
      <fieldset disabled={!mayEdit}>
        <div className="form-grid">
          <label className="field wide"><span>{t(text.ruleName)}</span><Input value={draft.name} maxLength={120} onChange={e => write({ name: e.target.value })} /></label>
        </div>
        <Section title={t(text.when)} extra={<Segmented size="small" value={draft.expert ? 'expert' : 'form'} onChange={value => (value === 'expert' ? expertNow() : write({ expert: false }))} options={[{ value: 'form', label: t(text.simple) }, { value: 'expert', label: t(text.expert) }]} />}>
          {draft.expert
            ? <Input.TextArea className="code" aria-label={t(text.expert)} rows={3} maxLength={2000} value={draft.condition} spellCheck={false} onChange={e => write({ condition: e.target.value })} />
            : <>
              {draft.tests.length > 1 && <Segmented size="small" value={draft.match} onChange={match => write({ match })} options={[{ value: 'all' as const, label: t(text.all) }, { value: 'any' as const, label: t(text.any) }]} />}
              <ul className="tests">{draft.tests.map((one, i) => <Test key={i} of={one} figures={figures} onChange={next => write({ tests: draft.tests.map((o, at) => (at === i ? next : o)) })} onRemove={draft.tests.length > 1 ? () => write({ tests: draft.tests.filter((_, at) => at !== i) }) : undefined} />)}</ul>
              <Button size="small" onClick={() => write({ tests: [...draft.tests, fresh] })}>{t(text.addTest)}</Button>
            </>}
        </Section>
        <Section title={t(text.then)}>
          <div className="outcome">
            <Checkbox checked={draft.refer} onChange={e => write({ refer: e.target.checked })}>{t(text.refer)}</Checkbox>
            <label className="field"><span>{t(text.stopBy)}</span><Select value={draft.block ?? ''} onChange={value => write({ block: value || undefined })} options={[{ value: '', label: t(text.stopNone) }, ...blockOptions]} popupMatchSelectWidth={false} /></label>
            <label className="field"><span>{t(text.classAs)}</span><Select value={draft.class ?? ''} onChange={value => write({ class: value || undefined })} options={[{ value: '', label: t(text.classNone) }, ...classOptions]} popupMatchSelectWidth={false} /></label>
            <label className="field"><span>{t(text.rankAs)}</span><InputNumber value={draft.priority} min={0} max={100} precision={0} placeholder={t(text.rankNone)} onChange={priority => write({ priority })} /></label>
            <label className="field"><span>{t(text.tagAs)}</span><Input value={draft.tag} maxLength={20} placeholder={t(text.none)} onChange={e => write({ tag: e.target.value })} /></label>
            <label className="field"><span>{t(text.carryBy)}</span><Select value={draft.carrier} onChange={carrier => write({ carrier })} options={[{ value: '', label: t(text.carryAny) }, ...(carriers.data?.carriers.map(c => ({ value: c.name, label: c.name })) ?? [])]} popupMatchSelectWidth={false} /></label>
            <label className="field"><span>{t(text.splitBy)}</span><Select<Split | ''> value={draft.split} onChange={split => write({ split })} options={[{ value: '', label: t(text.splitNone) }, ...splits.map(value => ({ value, label: t(splitWords[value]) }))]} popupMatchSelectWidth={false} /></label>
            <label className="field"><span>{t(text.giveGift)}</span><span className="gift"><Input value={draft.gift} maxLength={64} placeholder={t(text.giftCode)} onChange={e => write({ gift: e.target.value })} />{draft.gift && <InputNumber aria-label={t(text.quantity)} value={draft.giftQuantity} min={1} max={100} precision={0} onChange={n => write({ giftQuantity: n ?? 1 })} />}</span></label>
          </div>
          {draft.split && <p className="soft">{t(text.splitNote)}</p>}
          <div className="form-grid">
            <label className="field"><span>{t(text.ruleNote)}</span><Input value={draft.note} maxLength={200} onChange={e => write({ note: e.target.value })} /></label>
            <label className="field"><span>{t(text.clause)}</span><Select showSearch allowClear optionFilterProp="label" value={draft.clause || null} onChange={clause => write({ clause: clause ?? '' })} options={[...clauses.values()].map(c => ({ value: c.id, label: `${c.number} ${spoken(tongue, c.title)}` }))} /></label>
          </div>
        </Section>
      </fieldset>
      {mayEdit && <div className="rule-acts">
        <Button onClick={test} loading={trial.isPending} disabled={!ready}>{t(text.tryIt)}</Button>
        <Button type="primary" disabled={!ready || tried !== signature || !trial.data} title={tried !== signature ? t(text.tryFirst) : undefined} loading={save.isPending} onClick={() => save.run({ body: { ...body, live: draft.live, ...(rule && { seen: rule.changedAt }) } })}>{t(text.save)}</Button>
        <label className="live"><Switch checked={draft.live} onChange={live => write({ live })} aria-label={t(text.live)} /> {t(draft.live ? text.live : text.off)}</label>
        {tried !== signature && <span className="soft">{t(text.tryFirst)}</span>}
        {rule && <Button danger type="text" className="rule-retire" onClick={onRetire}>{t(text.retire)}</Button>}
      </div>}
      {trial.isPending && <p className="soft" role="status">{t(text.trying)}</p>}
      <Trouble error={trial.error ?? save.error} />
      {trial.data && tried === signature && <Difference of={trial.data} />}
    </div>
  )
}

/** Numbers of money are typed in yuan and sent in fen; a list is typed with commas. */
const forDoor = (test: FormTest) => ({ field: test.field, compare: test.compare, value: test.value as string | number | boolean | string[] | { figure: string } })

function Test({ of, figures, onChange, onRemove }: { of: FormTest; figures: Record<string, number>; onChange: (test: FormTest) => void; onRemove: (() => void) | undefined }) {
  const { t, tongue } = useTongue()
  const clauses = useClauses()
  const kind = ruleFields.find(f => f.name === of.field)?.kind ?? 'text'
  const classOptions = useOptions(classes)
  const start = (name: string): FormTest => {
    const next = ruleFields.find(f => f.name === name)?.kind ?? 'text'
    return { field: name, compare: comparisons[next][0], value: next === 'flag' ? true : next === 'money' ? 100000 : next === 'number' ? 1 : next === 'choice' && name === 'order.class' ? 'urgent' : '' }
  }
  const many = of.compare === 'in' || of.compare === 'not-in'
  const byFigure = typeof of.value === 'object' && 'figure' in of.value
  const named = Object.keys(figures).filter(f => (kind === 'money' ? /large|amount|fen/i.test(f) : true))
  /** A figure is named by its clause: RV-3.proof.large is the `large` of RV-3.proof. */
  const figureLabel = (figure: string) => {
    const at = figure.lastIndexOf('.'), clause = clauses.get(figure.slice(0, at))
    return clause ? `${clause.number} ${spoken(tongue, clause.title)} · ${figureName(tongue, figure.slice(at + 1))}` : figure
  }
  return (
    <li className="test">
      <Select aria-label={t(text.field)} value={of.field} onChange={name => onChange(start(name))} options={ruleFields.map(f => ({ value: f.name, label: textIn(tongue, fieldWords[f.name]) }))} popupMatchSelectWidth={false} />
      <Select aria-label={t(text.compare)} value={of.compare} onChange={compare => onChange({ ...of, compare, value: (compare === 'in' || compare === 'not-in') === many ? of.value : many ? '' : [] })} options={comparisons[kind].map(c => ({ value: c, label: textIn(tongue, compareWords[c]) }))} popupMatchSelectWidth={false} />
      {kind === 'flag' ? <Segmented value={of.value === true ? 'yes' : 'no'} onChange={value => onChange({ ...of, value: value === 'yes' })} options={[{ value: 'yes', label: t(text.yes) }, { value: 'no', label: t(text.no) }]} />
        : kind === 'money' || kind === 'number' ? <>
          {named.length > 0 && <Select aria-label={t(text.byFigure)} value={byFigure ? 'figure' : 'value'} onChange={value => onChange({ ...of, value: value === 'figure' ? { figure: named[0] ?? '' } : 0 })} options={[{ value: 'value', label: t(text.byValue) }, { value: 'figure', label: t(text.byFigure) }]} popupMatchSelectWidth={false} />}
          {byFigure ? <Select showSearch aria-label={t(text.value)} value={(of.value as { figure: string }).figure} onChange={figure => onChange({ ...of, value: { figure } })} options={named.map(f => ({ value: f, label: figureLabel(f) }))} optionFilterProp="label" popupMatchSelectWidth={false} style={{ minWidth: 200 }} />
            : <InputNumber aria-label={t(text.value)} value={typeof of.value === 'number' ? (kind === 'money' ? of.value / 100 : of.value) : null} min={0} onChange={n => onChange({ ...of, value: kind === 'money' ? Math.round((n ?? 0) * 100) : (n ?? 0) })} />}
        </> : of.field === 'order.class' && !many ? <Select aria-label={t(text.value)} value={String(of.value)} onChange={value => onChange({ ...of, value })} options={classOptions} popupMatchSelectWidth={false} />
          : <Input aria-label={t(text.value)} {...(many && { placeholder: t(text.manyValues) })} value={Array.isArray(of.value) ? of.value.join(',') : String(of.value)} maxLength={200} onChange={e => onChange({ ...of, value: many ? e.target.value.split(/[,，]/).map(v => v.trim()) : e.target.value })} />}
      {onRemove && <Button type="text" size="small" aria-label={t(text.removeTest)} onClick={onRemove}>×</Button>}
    </li>
  )
}

/** What saving would change, in words, with orders to look at. */
function Difference({ of }: { of: Answer<typeof tryOut> }) {
  const { t } = useTongue()
  const name = useNames()
  const said = (c: (typeof of.changes)[number]) => {
    const [from = '', to = ''] = c.value.split(' ')
    return c.kind === 'referred' ? t(text.referred, { count: c.count }) : c.kind === 'passed' ? t(text.passed, { count: c.count }) : c.kind === 'blocked' ? t(text.blocked, { count: c.count, what: name(c.value) })
      : c.kind === 'unblocked' ? t(text.unblocked, { count: c.count, what: name(c.value) }) : c.kind === 'classed' ? t(text.classed, { count: c.count, from: name(from), to: name(to) }) : c.kind === 'ranked' ? t(text.ranked, { count: c.count, from, to })
        : c.kind === 'parted' || c.kind === 'unparted' ? t(text[c.kind === 'parted' ? 'wouldPart' : 'wouldNotPart'], { count: c.count }) : t(text[c.kind], { count: c.count, what: c.value || t(text.carryAny) })
  }
  return (
    <Section title={t(text.tryIt)} extra={<span className="soft">{t(text.looked, { count: of.looked, fits: of.fits })}</span>}>
      {of.changes.length === 0 ? <p>{t(text.noChange)}</p> : <div role="status">{of.changes.map(c => (
        <details key={`${c.kind} ${c.value}`} className="change" open><summary className={['referred', 'blocked'].includes(c.kind) ? 'warn strong' : 'strong'}>{said(c)}</summary>
          <ul>{c.samples.map(s => <li key={s.id}><Go to={hrefOf(orderScreen, { id: s.id })} className="figure">{s.number}</Go><span>{s.receiver}</span><MoneyText fen={s.totalFen} /><TimeText at={s.placedAt} /></li>)}</ul></details>
      ))}</div>}
    </Section>
  )
}
