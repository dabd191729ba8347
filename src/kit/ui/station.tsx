import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import './bench.css'
import { words } from '../words.ts'
import { house } from './client.ts'
import { forgetLost, useQueue } from './gestures.ts'
import { Icon } from './icons.tsx'
import { useSentence } from './dictionary.tsx'
import { sound, type Signal } from './sounds.ts'
import { useTongue } from './tongue.tsx'

const text = words({
  scan: ['扫描', '掃描', 'Scan'],
  unsent: ['{count} 个动作未发出', '{count} 個動作未發出', { one: '{count} gesture not sent', other: '{count} gestures not sent' }],
  unsentWhy: ['网络恢复后会自动发出，不会重复。', '網路恢復後會自動發出，不會重複。', 'They go out by themselves when the network is back, and only once.'],
  lost: ['{count} 个动作没有被接受', '{count} 個動作沒有被接受', { one: '{count} gesture was not accepted', other: '{count} gestures were not accepted' }],
  read: ['知道了', '知道了', 'I have read it'],
  back: ['返回', '返回', 'Back'],
})

/** What the big bar says: a colour and a word, and once a sound. */
export interface Said { signal: Signal | 'quiet'; title: string; note?: ReactNode; /** Makes the same word sound again. */ at?: number }

/**
 * The frame of a handheld page: the bar that one sees from an arm's length, the field that always has the focus, what was not sent,
 * and the work below. Nothing here needs a mouse.
 */
export function Station({ title, said, onScan, back, children, foot }: { title: string; said: Said; onScan: (code: string) => void; back?: () => void; children: ReactNode; foot?: ReactNode }) {
  const { t } = useTongue()
  useEffect(() => { if (said.signal !== 'quiet') sound(said.signal) }, [said])
  return (
    <div className="station">
      <header className="station-head">{back && <button type="button" onClick={back} aria-label={t(text.back)}><Icon name="undo" size={24} /></button>}<h1>{title}</h1></header>
      <div className={`station-bar ${said.signal}`} role="status" aria-live="assertive"><strong>{said.title}</strong>{said.note && <span>{said.note}</span>}</div>
      <ScanField onScan={onScan} />
      <Unsent />
      <main className="station-work">{children}</main>
      {foot && <footer className="station-foot">{foot}</footer>}
    </div>
  )
}

/** Takes what a scanner types. It takes the focus back whenever it is free, and shows no keyboard until it is touched on purpose. */
export function ScanField({ onScan }: { onScan: (code: string) => void }) {
  const { t } = useTongue()
  const field = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState(false)
  useEffect(() => {
    const focus = () => setTimeout(() => {
      const held = document.activeElement
      if (!held || held === document.body || held instanceof HTMLButtonElement || held instanceof HTMLAnchorElement) field.current?.focus({ preventScroll: true })
    }, 60)
    focus()
    const on = ['focus', 'pageshow'] as const
    for (const name of on) window.addEventListener(name, focus)
    document.addEventListener('visibilitychange', focus)
    document.addEventListener('focusout', focus)
    document.addEventListener('click', focus)
    return () => { for (const name of on) window.removeEventListener(name, focus); for (const name of ['visibilitychange', 'focusout', 'click']) document.removeEventListener(name, focus) }
  }, [])
  const take = () => {
    const code = field.current?.value.trim() ?? ''
    if (field.current) field.current.value = ''
    if (code) onScan(code)
  }
  return <input ref={field} className="station-scan" aria-label={t(text.scan)} placeholder={t(text.scan)} inputMode={typing ? 'text' : 'none'} autoComplete="off" autoCapitalize="none" spellCheck={false} enterKeyHint="done"
    onPointerDown={() => { if (document.activeElement === field.current) setTyping(true) }} onBlur={() => setTyping(false)}
    onKeyDown={e => { if ((e.key === 'Enter' || e.key === 'Tab') && !e.nativeEvent.isComposing && field.current?.value) { e.preventDefault(); take() } }} />
}

/** What has not reached the house yet, and what it did not accept: neither is ever silent. */
function Unsent() {
  const { t, time } = useTongue()
  const say = useSentence()
  const { waiting, lost } = useQueue()
  const { away } = useSyncExternalStore(house.watch, house.standing)
  return <>
    {(away || waiting.length > 0) && <div className={away ? 'station-unsent' : 'station-unsent brief'} role="status"><b>{t(text.unsent, { count: waiting.length })}</b> {away && t(text.unsentWhy)}</div>}
    {lost.length > 0 && <div className="station-lost" role="alert"><b>{t(text.lost, { count: lost.length })}</b>
      <ul>{lost.slice(-5).map(l => <li key={l.id}>{time(new Date(l.at), 'clock')} {l.what}: {l.reasons.map(r => say(r)).join(' ')}</li>)}</ul>
      <button type="button" onClick={() => void forgetLost()}>{t(text.read)}</button></div>}
  </>
}
