import { Button, Tooltip } from 'antd'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { textIn, type Text } from '../words.ts'
import type { Reason } from '../verdict.ts'
import { Away, Refused } from './client.ts'
import { useSentence } from './dictionary.tsx'
import type { TimeStyle } from './format.ts'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

// ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function MoneyText({ fen, strong }: { fen: number; strong?: boolean }) {
  const { money } = useTongue()
  return <span className={strong ? 'figure strong' : 'figure'}>{money(fen)}</span>
}

/** A time of the company, with the full one on hover. */
export function TimeText({ at, style = 'short' }: { at: string | null | undefined; style?: TimeStyle }) {
  const { time, t } = useTongue()
  return at ? <time className="figure" dateTime={at} title={time(at, 'long')}>{time(at, style)}</time> : <span className="soft">{t(text.never)}</span>
}

/** The time now, told anew each second to everything that counts down: one timer for the page. */
let now = Date.now()
const listeners = new Set<() => void>()
setInterval(() => { now = Date.now(); for (const listener of listeners) listener() }, 1000)
const watchTime = (listener: () => void) => { listeners.add(listener); return () => { listeners.delete(listener) } }
/** What is worked out from the time; drawn again only when that changes, so that a hundred countdowns cost nothing between minutes. */
export const useAtTime = (what: (now: number) => string): string => useSyncExternalStore(watchTime, () => what(now))

/** The time now, in steps of so many milliseconds. */
export const useNow = (step = 1000): number => Number(useAtTime(at => String(at - (at % step))))

export type ClockState = 'running' | 'paused' | 'met' | 'missed' | 'void'
/** How a clock of the handbook stands, in words and colour: quiet while there is time, amber in the last quarter, red when over. */
export function ClockBadge({ dueAt, startedAt, state = 'running', label }: { dueAt: string; startedAt?: string | undefined; state?: ClockState | (string & {}); label?: ReactNode }) {
  const { t, length, time } = useTongue()
  const due = Date.parse(dueAt)
  const whole = startedAt ? due - Date.parse(startedAt) : 4 * 3600_000
  const said = useAtTime(at => {
    if (state === 'met') return `good|${t(text.met)}`
    if (state === 'missed') return `bad|${t(text.missed)}`
    if (state === 'paused' || state === 'void') return `soft|${t(text.paused)}`
    const left = due - at
    return left < 0 ? `bad|${t(text.over, { time: length(-left) })}` : `${left < whole / 4 ? 'warn' : 'calm'}|${t(text.left, { time: length(left) })}`
  })
  const [tone, words] = said.split('|', 2)
  return <span className={`clock ${tone}`} title={time(dueAt, 'long')}>{label && <span className="soft">{label} </span>}{words}</span>
}

/** A word with the colour of its weight: a dot and text rather than a box. */
export type Tone = 'calm' | 'accent' | 'good' | 'warn' | 'bad' | 'soft'
export const Mark = ({ tone = 'calm', children }: { tone?: Tone; children: ReactNode }) => <span className={`mark ${tone}`}>{children}</span>
export const Chip = ({ tone = 'calm', children, title }: { tone?: Tone; children: ReactNode; title?: string }) => <span className={`chip ${tone}`} title={title}>{children}</span>

// ── reasons ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function ReasonList({ reasons, lead }: { reasons: readonly Pick<Reason, 'code' | 'values' | 'clause'>[]; lead?: string }) {
  const say = useSentence()
  return (
    <div className="reasons" role="alert">
      {lead && <p>{lead}</p>}
      <ul>{reasons.map((reason, i) => <li key={i}>{say(reason)}{reason.clause && <span className="soft"> {reason.clause}</span>}</li>)}</ul>
    </div>
  )
}

/** What went wrong with a call, in words: the reasons of a refusal, or that the outcome is not known. */
export function Trouble({ error, again }: { error: Error | null | undefined; again?: () => void }) {
  const { t } = useTongue()
  if (!error) return null
  if (error instanceof Refused && error.status < 500 && error.status !== 404) return <ReasonList reasons={error.reasons.length ? error.reasons : [{ code: error.code }]} lead={t(text.whyNot)} />
  const why = error instanceof Away ? t(text.awayWhy) : error instanceof Refused && error.status === 404 ? undefined : t(text.faultWhy, { id: error instanceof Refused ? error.requestId.slice(0, 8) : error.name })
  return <EmptyState title={error instanceof Refused && error.status === 404 ? t(text.nothingYet) : t(text.fault)} why={why} act={again && <Button onClick={again}>{t(text.retry)}</Button>} />
}

// ── states of a page ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Nothing to show, and why, and what one may do about it. */
export function EmptyState({ title, why, act, page = false }: { title: string; why?: ReactNode; act?: ReactNode; /** The whole page is this, and its name the page's heading. */ page?: boolean }) {
  const Title = page ? 'h1' : 'p'
  return <div className="empty"><Title className="empty-title">{title}</Title>{why && <p className="soft">{why}</p>}{act && <div>{act}</div>}</div>
}
/** A list that its filters have emptied: how many are set, and the way back to all of it. */
export function NothingFits({ filters, onReset }: { filters: number; onReset?: () => void }) {
  const { t } = useTongue()
  return <EmptyState title={t(text.nothingFits)} why={t(text.nothingFitsWhy, { count: filters })} act={onReset && <Button onClick={onReset}>{t(text.reset)}</Button>} />
}
/** Grey lines in the shape of what comes. They appear late, so that quick answers do not flicker. */
export function Waiting({ lines = 6 }: { lines?: number }) {
  const { t } = useTongue()
  return <div className="waiting" role="status" aria-label={t(text.loading)}>{Array.from({ length: lines }, (_, i) => <i key={i} />)}</div>
}

/** The head of a page: what it is, a few figures, and what one may do. */
export const PageHead = ({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) => (
  <header className="page-head"><h1>{title}</h1>{note && <div className="page-note">{note}</div>}<div className="page-acts">{children}</div></header>
)
/** A part of a page under a small heading; a line above it, no box around it. */
export const Section = ({ title, extra, children }: { title: ReactNode; extra?: ReactNode; children: ReactNode }) => (
  <section className="section"><div className="section-head"><h2>{title}</h2>{extra}</div>{children}</section>
)
/** Names and values in two columns. */
export const Facts = ({ of, columns = 1 }: { of: readonly (readonly [ReactNode, ReactNode] | false | null | undefined)[]; columns?: 1 | 2 | 3 }) => (
  <dl className={`facts columns-${columns}`}>{of.filter(f => !!f).map(([name, value], i) => <div key={i}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
)

/** A button that tells why it cannot be pressed instead of only being grey. */
export function ActButton({ reasons, children, ...rest }: { reasons?: readonly Reason[] | readonly { code: string; values?: Record<string, unknown> | undefined }[] } & Parameters<typeof Button>[0]) {
  const say = useSentence()
  const blocked = !!reasons?.length
  const button = <Button {...rest} disabled={blocked || !!rest.disabled}>{children}</Button>
  return blocked ? <Tooltip title={reasons.map(r => say(r)).join('\n')}><span className="act-wrap" tabIndex={0}>{button}</span></Tooltip> : button
}

export function CopyText({ text: value }: { text: string }) {
  const { t } = useTongue()
  const [done, set] = useState(false)
  const copy = () => { void navigator.clipboard?.writeText(value).then(() => { set(true); setTimeout(() => set(false), 1200) }) }
  return <button type="button" className="copy" onClick={copy} aria-label={`${t(text.copy)} ${value}`} title={t(done ? text.copied : text.copy)}><span className="figure">{value}</span></button>
}

/** The words of a table of names for a select: value and label. */
export const useOptions = <K extends string>(of: Readonly<Record<K, Text>>, only?: readonly K[]) => {
  const { tongue } = useTongue()
  return (only ?? (Object.keys(of) as K[])).map(value => ({ value, label: textIn(tongue, of[value]) }))
}
