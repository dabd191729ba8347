import { useCallback, useEffect, useRef, useState } from 'react'
import { call, type Answer, type Callable } from '#kit/ui/client.ts'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { send, useQueue } from '#kit/ui/gestures.ts'
import { useHints } from '#kit/ui/hints.ts'
import { useKept } from '#kit/ui/kept.ts'
import { go } from '#kit/ui/route.tsx'
import { Station, useActing, type Said } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { StoppedList, useStopped, useStoppedWords } from '#journey/parcel/stopped.tsx'
import { text as parcel } from '#journey/parcel/words.ts'
import { useMe } from '#people/staff/me.tsx'
import type { finishWave, getWave, leaveWave, listWaves, scanPick, shortPick, takeWave } from './contract.ts'
import { isStopped, nextPick, whyNotPicked } from './rules.ts'
import { text } from './words.ts'

/** Written by hand, for a contract would bring zod to the handheld. */
const calls = {
  list: { method: 'GET', path: '/api/waves', who: ['picker'], write: false }, wave: { method: 'GET', path: '/api/waves/{id}', who: ['picker'], write: false },
  take: { method: 'POST', path: '/api/picking/waves', who: ['picker'], write: true }, leave: { method: 'POST', path: '/api/waves/{id}/leave', who: ['picker'], write: true },
  scan: { method: 'POST', path: '/api/picking/scans', who: ['picker'], write: true }, short: { method: 'POST', path: '/api/picking/shorts', who: ['picker'], write: true },
  finish: { method: 'POST', path: '/api/waves/{id}/finish', who: ['picker'], write: true },
} as const satisfies Record<string, Callable>
type Pick = Answer<typeof getWave>['picks'][number]

/** The picker's day: take a wave, walk from bin to bin, scan every piece into its place of the cart. */
export default function Picking() {
  const [wave, setWave] = useKept<string | null>(`wave of ${useMe().id}`, null)
  return wave === null ? <Choose take={setWave} /> : <Walk key={wave} wave={wave} leave={() => setWave(null)} />
}

function Choose({ take }: { take: (wave: string) => void }) {
  const { t } = useTongue()
  const say = useSentence()
  const [waves, setWaves] = useState<Answer<typeof listWaves>['waves']>()
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: t(text.takeOne) })
  const [busy, setBusy] = useState(false)
  const ask = useCallback(() => { void call<typeof listWaves>(calls.list, {}).then(a => setWaves(a.waves), () => {}) }, []) // away: the frame says so
  useEffect(ask, [ask])
  useHints(['order', 'wave'], ask)
  const claim = async (wave?: string) => {
    setBusy(true)
    const done = await send<typeof takeWave>(calls.take, t(text.take), () => ({ body: wave ? { wave } : {} }))
    setBusy(false)
    if (done === 'waiting') return setSaid({ signal: 'waiting', title: t(text.takeOne), note: t(parcel.notSent), kept: true })
    const reasons = 'refused' in done ? done.refused.reasons : done.answer.reasons
    if ('answer' in done && done.answer.wave) take(done.answer.wave)
    else setSaid({ signal: 'wrong', title: t(text.notTaken), note: reasons.map(r => say(r)).join(' '), at: Date.now() })
    ask()
  }
  return (
    <Station title={t(text.picking)} said={said} back={() => go('/m')} ready={!busy} onScan={code => claim(/^W?(\d+)/i.exec(code)?.[1])}
      foot={<button type="button" className="station-button main" disabled={busy} onClick={() => void claim()}>{t(text.takeNext)}</button>}>
      {waves?.length === 0 && <p className="station-none">{t(text.noWaves)}</p>}
      <ul>{waves?.map(w => (
        <li key={w.id}><button type="button" className="station-row" disabled={busy} onClick={() => void claim(w.id)}>
          <span className="place">{w.id}</span>
          <span>{t(text[w.kind])} · {t(text.orders, { count: w.orders })}<br /><span className="small">{w.warehouse}{w.zone && ` · ${w.zone}`}{w.carrier && ` · ${w.carrier}`} · {w.picker ?? t(text.nobody)}</span></span>
          <span className="count">{w.picked}/{w.pieces}</span>
        </button></li>
      ))}</ul>
    </Station>
  )
}

function Walk({ wave, leave }: { wave: string; leave: () => void }) {
  const { t } = useTongue()
  const say = useSentence()
  const stoppedWords = useStoppedWords()
  const [found, setFound] = useState<Answer<typeof getWave>>()
  const [place, setPlace] = useState<string | null>(null)
  const [asking, setAsking] = useState<'short' | null>(null)
  const [acting, act] = useActing()
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: t(text.start) })
  const { waiting } = useQueue()
  const counted = useRef(0)
  // An answer from before the last scan would take that scan back on the screen.
  const ask = useCallback(async () => { const before = counted.current; await call<typeof getWave>(calls.wave, { params: { id: wave } }).then(answer => { if (counted.current === before) setFound(answer) }, (error: { status?: number }) => { if (error.status === 404) leave() }) }, [wave, leave])
  // What waits for the network is already counted on this screen; the house's count is taken again when all has gone out.
  useEffect(() => { if (waiting.length === 0) void ask() }, [ask, waiting.length])
  useHints(['order', 'wave'], () => { if (waiting.length === 0) void ask() })
  const { stopped } = useStopped({ wave }, fresh => { setSaid(stoppedWords(fresh)); void ask() })
  const picks = found?.picks ?? []
  const next = nextPick(picks)
  const open = picks.filter(p => !isStopped(p))
  const [done, all] = [open.reduce((n, p) => n + p.picked, 0), open.reduce((n, p) => n + p.quantity, 0)]

  const count = (scan: Pick, quantity: number) => { counted.current++; setFound(before => before && { ...before, picks: before.picks.map(p => (p.orderId === scan.orderId && p.code === scan.code && p.place === scan.place && p.lot === scan.lot ? { ...p, picked: p.picked + quantity } : p)) }) }
  const onScan = (given: string) => {
    const [, times, code] = /^(?:(\d{1,4})\*)?(.+)$/.exec(given)! // every text that is not empty fits
    const quantity = Number(times ?? 1)
    if (picks.some(p => p.place === code)) {
      setPlace(code!)
      return setSaid(next?.place === code ? { signal: 'right', title: code!, note: t(text.binRight), at: Date.now() } : { signal: 'wrong', title: t(text.binWrong, { place: next?.place ?? '' }), note: code!, at: Date.now() })
    }
    const target = picks.find(p => (p.code === code || p.barcode === code) && !isStopped(p) && p.picked + quantity <= p.quantity && (place === null || p.place === place))
    if (target) {
      count(target, quantity)
      const left = target.quantity - target.picked - quantity
      setSaid({ signal: left === 0 ? 'done' : 'right', title: t(text.into, { position: target.position }), note: left === 0 ? target.title : t(text.more, { title: target.title, count: left }), at: Date.now() })
    }
    const told = tell(code!, quantity, target)
    // What is counted here already need not be answered before the next piece is scanned.
    return target ? undefined : told
  }
  const tell = async (code: string, quantity: number, target?: Pick) => {
    const answer = await send<typeof scanPick>(calls.scan, `${t(text.picking)} ${code}`, gesture => ({ body: { gesture, wave, code, quantity, ...(target && { position: target.position, place: target.place, lot: target.lot }), ...(!target && place && { place }) } }))
    const refused = answer === 'waiting' ? (target ? [] : whyNotPicked(picks, { code, quantity, position: null, place, lot: null })) : 'refused' in answer ? answer.refused.reasons : answer.answer.ok ? [] : answer.answer.reasons
    const first = refused[0]
    if (first) {
      if (target) void ask()
      const signal = first.code === 'stopped' ? 'stopped' : first.code === 'too-many' ? 'over' : 'wrong'
      setSaid({ signal, title: t(first.code === 'stopped' ? text.stop : first.code === 'too-many' ? text.tooMany : text.wrong), note: refused.map(r => say(r as Parameters<typeof say>[0])).join(' '), at: Date.now() })
    } else if (!target && answer !== 'waiting') void ask()
  }
  const finish = async () => {
    const answer = await send<typeof finishWave>(calls.finish, t(text.finish), () => ({ params: { id: wave }, body: {} }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: t(text.finish), note: t(parcel.notSent), kept: true })
    if ('refused' in answer) return setSaid({ signal: 'wrong', title: t(text.finish), note: answer.refused.reasons.map(r => say(r)).join(' ') || answer.refused.message, at: Date.now() })
    leave()
  }
  const short = async (cause: Cause) => {
    setAsking(null)
    if (!next) return
    const answer = await send<typeof shortPick>(calls.short, `${t(text.short)} ${next.place} ${next.code}`, () => ({ body: { orders: [next.orderId], cause, missing: [{ code: next.code, place: next.place }] } }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: t(text.short), note: t(parcel.notSent), kept: true })
    if ('refused' in answer) return setSaid({ signal: 'wrong', title: t(text.short), note: answer.refused.reasons.map(r => say(r)).join(' '), at: Date.now() })
    setSaid({ signal: 'over', title: t(text.shortDone, { position: next.position }), note: t(text.shortNote), at: Date.now() })
    void ask()
  }
  const giveUp = async () => { await send<typeof leaveWave>(calls.leave, t(text.leave), () => ({ params: { id: wave }, body: {} })); leave() }
  const after = open.filter(p => p !== next && p.picked < p.quantity).slice(0, 6)

  return (
    <Station title={t(text.waveNumber, { wave })} said={said} back={leave} ready={found !== undefined && !acting} onScan={onScan}
      foot={found && !asking && (next ? <><button type="button" className="station-button" onClick={() => setAsking('short')}>{t(text.short)}</button><button type="button" className="station-button" onClick={() => void act(giveUp)}>{t(text.leave)}</button></>
        : <button type="button" className="station-button main" onClick={() => void act(finish)}>{t(text.finish)}</button>)}>
      <StoppedList of={stopped} />
      {asking === 'short' && <Causes title={t(text.shortAsk, { place: next?.place ?? '' })} choose={cause => void act(() => short(cause))} cancel={() => setAsking(null)} />}
      {found && !asking && (next ? (
        <section className={place === next.place ? 'station-next here' : 'station-next'} aria-label={t(text.next)}>
          <p className="bin">{next.place}</p>
          <p className="what"><b>{next.title}</b>{next.spec && <span> {next.spec}</span>}<br /><span className="small">{next.code}{next.barcode && ` · ${next.barcode}`}{next.lot && ` · ${t(text.lot, { lot: next.lot })}`}</span></p>
          <div className="numbers"><p><span>{t(text.still)}</span><b>{next.quantity - next.picked}</b></p><p><span>{t(text.cart)}</span><b>{next.position}</b></p></div>
        </section>
      ) : <p className="station-all">{t(text.allPicked)}</p>)}
      {found && <div className="station-progress"><progress value={done} max={Math.max(1, all)} aria-label={t(text.progress)} /><span>{t(text.ofPieces, { done, all })}</span></div>}
      {!asking && <ul aria-label={t(text.after)}>{after.map(p => <li key={`${p.orderId}/${p.code}/${p.place}/${p.lot}`} className="station-row ready"><span className="place">{p.place}</span><span>{p.title}<br /><span className="small">{p.code}</span></span><span className="count">{p.quantity - p.picked} → {p.position}</span></li>)}</ul>}
    </Station>
  )
}

const causes = ['bin-empty', 'too-few', 'damaged', 'wrong-goods', 'other'] as const
type Cause = (typeof causes)[number]
function Causes({ title, choose, cancel }: { title: string; choose: (cause: Cause) => void; cancel: () => void }) {
  const { t } = useTongue()
  return (
    <section className="station-ask" role="group" aria-label={title}>
      <h2>{title}</h2>
      {causes.map(cause => <button key={cause} type="button" className="station-button" onClick={() => choose(cause)}>{t(text[cause])}</button>)}
      <button type="button" className="station-button quiet" onClick={cancel}>{t(parcel.back)}</button>
    </section>
  )
}
