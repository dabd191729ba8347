import { useEffect, useRef, useState } from 'react'
import { useNames } from '#kit/ui/dictionary.tsx'
import { Icon } from '#kit/ui/icons.tsx'
import { Section, TimeText } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseLink, spoken } from '#handbook/clauses/clauses.tsx'
import type { StoryStep } from './whole.tsx'
import { fields, text, whys } from './words.ts'

const stepMs = 1100

/** C5: the whole story step by step, to be read or played; the road above moves along. */
export function Story({ steps, shown, show }: { steps: readonly StoryStep[]; shown: number | undefined; show: (step: number | undefined) => void }) {
  const { t, tongue, length } = useTongue()
  const [playing, play] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => { const next = (shown ?? -1) + 1; if (next >= steps.length) { play(false); show(undefined) } else show(next) }, stepMs)
    return () => clearInterval(timer)
  }, [playing, shown, steps.length, show])
  useEffect(() => { if (playing && shown !== undefined) list.current?.children[shown]?.scrollIntoView({ block: 'nearest' }) }, [playing, shown])
  const start = () => { if (!playing && shown === undefined) show(0); play(!playing) }
  return (
    <Section title={t(text.story)} extra={<span className="story-player">
      <button type="button" className="icon-button" onClick={start} aria-label={t(playing ? text.pause : text.play)} title={t(playing ? text.pause : text.play)}><Icon name={playing ? 'pause' : 'play'} /></button>
      <input type="range" min={0} max={Math.max(0, steps.length - 1)} value={shown ?? steps.length - 1} onChange={e => { play(false); show(Number(e.target.value)) }} aria-label={t(text.story)} />
      {shown !== undefined && <button type="button" className="copy" onClick={() => { play(false); show(undefined) }}>{t(text.toNow)}</button>}
    </span>}>
      <ol className="story" ref={list}>
        {steps.map((s, i) => (
          <li key={s.number} className={shown === undefined ? '' : i === shown ? 'on' : i > shown ? 'ahead' : ''} aria-current={i === shown ? 'step' : undefined}>
            <TimeText at={s.at} />
            <div><p>{spoken(tongue, s.sentence)} {s.clause && <span className="soft"><ClauseLink id={s.clause} /></span>}</p>
              <Changes facts={s.facts} />
              <p className="soft">{s.actor === 'system' ? t(text.theSystem) : s.actor}{i > 0 && Date.parse(s.at) - Date.parse(steps[i - 1]!.at) >= 1000 && ` · +${length(Date.parse(s.at) - Date.parse(steps[i - 1]!.at))}`}</p></div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** Without values where they are whatever somebody wrote. */
interface Change { field: string; before?: string; after?: string }
/** What a step changed, old and new, why and with whom it was confirmed (RV-7); and which rule decided. */
function Changes({ facts }: { facts: Record<string, unknown> }) {
  const { t, written } = useTongue()
  const name = useNames()
  const changes = (Array.isArray(facts.changes) ? facts.changes : []) as Change[]
  const verdict = (Array.isArray(facts.verdict) ? facts.verdict : []) as { rule: string; values?: Record<string, unknown> }[]
  const gifts = (Array.isArray(facts.gifts) ? facts.gifts : []) as { sku: string; quantity: number }[]
  const did = [...(Array.isArray(facts.tags) ? [t(text.taggedAs, { tags: facts.tags.join(' ') })] : []), ...gifts.map(g => t(text.gave, { what: `${g.sku} × ${g.quantity}` })), ...(typeof facts.carrier === 'string' && Array.isArray(facts.verdict) ? [t(text.wishedCarrier, { carrier: facts.carrier })] : [])]
  const told = [facts.note, facts.why, facts.reason].find(n => typeof n === 'string' && n !== '') as string | undefined
  const note = told && (Object.hasOwn(whys, told) ? t(whys[told as keyof typeof whys]) : written(told))
  return <>
    {changes.map(c => <p key={c.field} className="change"><span className="soft">{Object.hasOwn(fields, c.field) ? t(fields[c.field as keyof typeof fields]) : c.field}</span> {c.after === undefined ? t(text.rewritten) : <><del>{c.before || '—'}</del> → <ins>{c.after || '—'}</ins></>}</p>)}
    {verdict.map((v, i) => <p key={i} className="soft">{t(text.rule, { name: written(name(v.rule)) })}{figuresOf(v.values)}</p>)}
    {did.length > 0 && <p className="soft">{did.join(' · ')}</p>}
    {note && <p className="soft">{note}{typeof facts.confirmedWith === 'string' && facts.confirmedWith && ` · ${t(text.confirmedWith, { who: facts.confirmedWith })}`}</p>}
  </>
}

/** The figures a rule found; that something is so the rule's name says already. */
function figuresOf(values: Readonly<Record<string, unknown>> = {}): string {
  const figures = Object.entries(values).filter(([, value]) => typeof value !== 'boolean')
  return figures.length ? ` (${figures.map(([key, value]) => `${key} ${String(value)}`).join(', ')})` : ''
}
