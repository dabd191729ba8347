import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ComponentType, type ReactNode } from 'react'
import './bench.css'
import { words } from '../words.ts'
import { house } from './client.ts'
import { forgetLost, useQueue } from './gestures.ts'
import { Icon } from './icons.tsx'
import { useSentence } from './dictionary.tsx'
import { scans } from './scanner.ts'
import { onePress } from './press.ts'
import { sound, type Signal } from './sounds.ts'
import { useTongue } from './tongue.tsx'

const text = words({
  scan: ['扫描', '掃描', 'Scan'],
  held: ['{count} 个扫描在排队', '{count} 個掃描在排隊', { one: '{count} scan is waiting', other: '{count} scans are waiting' }],
  unsent: ['{count} 个动作未发出', '{count} 個動作未發出', { one: '{count} gesture not sent', other: '{count} gestures not sent' }],
  unsentWhy: ['网络恢复后会自动发出，不会重复。', '網路恢復後會自動發出，不會重複。', 'They go out by themselves when the network is back, and only once.'],
  sent: ['已发出', '已發出', 'Sent'],
  lost: ['{count} 个动作没有被接受', '{count} 個動作沒有被接受', { one: '{count} gesture was not accepted', other: '{count} gestures were not accepted' }],
  read: ['知道了', '知道了', 'I have read it'],
  noCamera: ['读码的程序没有加载到，请等网络恢复再打开', '讀碼的程式沒有載入到，請等網路恢復再開啟', 'The reader could not be loaded; open it again when the network is back'],
  camera: ['用相机扫', '用相機掃', 'Scan by camera'],
  back: ['返回', '返回', 'Back'],
})

/** What the big bar says: a colour and a word, and once a sound. `kept` is a gesture that waits for the network: the bar tells how that ended. */
export interface Said { signal: Signal | 'quiet'; title: string; note?: ReactNode; /** Makes the same word sound again. */ at?: number; kept?: true }

/**
 * The frame of a handheld page: the bar that one sees from an arm's length, the field that shows what is scanned, what was not sent,
 * and the work below. Nothing here needs a mouse. Codes wait until the page is `ready`, and until it is done with the one before.
 */
export function Station({ title, said: told, onScan, ready = true, back, children, foot }: { title: string; said: Said; onScan: (code: string) => void | Promise<void>; ready?: boolean; back?: () => void; children: ReactNode; foot?: ReactNode }) {
  const { t } = useTongue()
  const [camera, setCamera] = useState<{ View: ComponentType<{ close: () => void }> }>()
  const closeCamera = useCallback(() => setCamera(undefined), [])
  // Fetched when somebody wants it, for the reader is larger than all the rest; without network it does not come.
  const openCamera = () => { void import('./camera.tsx').then(({ default: View }) => setCamera({ View }), () => setCamera({ View: NoCamera })) }
  useScans(onScan, ready)
  const said = useEnd(told)
  useEffect(() => { if (said.signal !== 'quiet') sound(said.signal) }, [said])
  return (
    <div className="station" onClickCapture={onePress}>
      <header className="station-head">{back && <button type="button" onClick={back} aria-label={t(text.back)}><Icon name="undo" size={24} /></button>}<h1>{title}</h1></header>
      <div className={`station-bar ${said.signal}`} role="status" aria-live="assertive"><strong>{said.title}</strong>{said.note && <span>{said.note}</span>}</div>
      {camera ? <camera.View close={closeCamera} />
        : <div className="station-scanline"><ScanField />{inHand() && <button type="button" aria-label={t(text.camera)} onClick={openCamera}><Icon name="camera" size={30} /></button>}</div>}
      <Unsent />
      <main className="station-work">{children}</main>
      {foot && <footer className="station-foot">{foot}</footer>}
    </div>
  )
}

function NoCamera({ close }: { close: () => void }) {
  const { t } = useTongue()
  return <section className="station-camera"><p role="alert">{t(text.noCamera)}</p><div className="camera-acts"><button type="button" className="station-button" onClick={close}>{t(text.back)}</button></div></section>
}

/** A bench has a scanner; a phone has a camera. */
const inHand = () => location.pathname.startsWith('/m/')

/**
 * Gives the codes that wait to the page, one by one. After each the page is drawn before the next comes, so that it knows what the one
 * before has changed.
 */
function useScans(onScan: (code: string) => void | Promise<void>, ready: boolean) {
  const count = useSyncExternalStore(scans.watch, scans.count)
  const [turn, next] = useState(0)
  const busy = useRef(false)
  useEffect(() => {
    if (!ready || busy.current || count === 0) return
    busy.current = true
    void Promise.resolve(onScan(scans.take()!)).finally(() => { busy.current = false; next(before => before + 1) }) // there is one: they were counted
  }, [ready, count, turn, onScan])
}

/** A bar that says that something is kept says too when it has gone out, or that it was not accepted; the list below has the reasons. */
function useEnd(said: Said): Said {
  const { t } = useTongue()
  const { waiting, lost } = useQueue()
  const before = useRef({ said, lost: lost.length })
  if (before.current.said !== said) before.current = { said, lost: lost.length }
  const refused = lost.length > before.current.lost
  const ended = said.kept === true && (refused || waiting.length === 0)
  return useMemo(() => !ended ? said : refused ? { ...said, signal: 'wrong', note: t(text.lost, { count: 1 }) } : { ...said, signal: 'done', note: t(text.sent) }, [said, ended, refused, t])
}

/** An act by a button holds the scans back until it is answered: none meets a bench that is about to change. */
export function useActing(): [acting: boolean, act: (what: () => Promise<unknown>) => Promise<void>] {
  const [acting, setActing] = useState(false)
  return [acting, async what => { setActing(true); try { await what() } finally { setActing(false) } }]
}

/** Shows what a scanner types. It takes the focus back whenever it is free, and opens no keyboard until it is touched on purpose. */
function ScanField() {
  const { t } = useTongue()
  const field = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState(false)
  useLayoutEffect(() => {
    scans.show(field.current)
    // Some handhelds write a code into the focused field without any key. A pressed button gives the focus back; one reached by Tab keeps it.
    const focus = (event?: Event) => {
      const held = document.activeElement
      const pressed = event instanceof PointerEvent && (held instanceof HTMLButtonElement || held instanceof HTMLAnchorElement)
      if (!held || held === document.body || pressed) field.current?.focus({ preventScroll: true })
    }
    const later = (event: Event) => setTimeout(focus, 60, event)
    focus()
    const on = [[window, 'focus'], [window, 'pageshow'], [document, 'visibilitychange'], [document, 'focusout'], [document, 'click']] as const
    for (const [at, name] of on) at.addEventListener(name, later)
    return () => {
      scans.show(null)
      for (const [at, name] of on) at.removeEventListener(name, later)
    }
  }, [])
  return <input ref={field} className="station-scan" aria-label={t(text.scan)} placeholder={t(text.scan)} inputMode={typing ? 'text' : 'none'} autoComplete="off" autoCapitalize="none" spellCheck={false} enterKeyHint="done"
    onPointerDown={() => { if (document.activeElement === field.current) setTyping(true) }} onBlur={() => setTyping(false)} />
}

/** What has not reached the house yet, and what it did not accept: neither is ever silent. */
function Unsent() {
  const scanned = useSyncExternalStore(scans.watch, scans.count)
  const { t, time } = useTongue()
  const say = useSentence()
  const { waiting, lost } = useQueue()
  const { away } = useSyncExternalStore(house.watch, house.standing)
  return <>
    {scanned > 0 && <div className="station-unsent brief" role="status"><b>{t(text.held, { count: scanned })}</b></div>}
    {(away || waiting.length > 0) && <div className={away ? 'station-unsent' : 'station-unsent brief'} role="status"><b>{t(text.unsent, { count: waiting.length })}</b> {away && t(text.unsentWhy)}</div>}
    {lost.length > 0 && <div className="station-lost" role="alert"><b>{t(text.lost, { count: lost.length })}</b>
      <ul>{lost.slice(-5).map(l => <li key={l.id}>{time(new Date(l.at), 'clock')} {l.what}: {l.reasons.map(r => say(r)).join(' ')}</li>)}</ul>
      <button type="button" onClick={() => void forgetLost()}>{t(text.read)}</button></div>}
  </>
}
