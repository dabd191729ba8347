import { useCallback, useEffect, useState } from 'react'
import { call, type Answer, type Callable } from '#kit/ui/client.ts'
import { useNames, useSentence } from '#kit/ui/dictionary.tsx'
import { send, useQueue } from '#kit/ui/gestures.ts'
import { useHints } from '#kit/ui/hints.ts'
import { useKept } from '#kit/ui/kept.ts'
import { go } from '#kit/ui/route.tsx'
import { Station, useActing, type Said } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { StoppedList, useStopped, useStoppedWords } from '#journey/parcel/stopped.tsx'
import { text as parcelText } from '#journey/parcel/words.ts'
import { useMe } from '#people/staff/me.tsx'
import type { getHandover, listHandovers, open as openSheet, removeParcels, scan, sign } from './routes.ts'
import { text } from './words.ts'

const calls = {
  list: { method: 'GET', path: '/api/handovers', who: 'signed-in', write: false }, sheet: { method: 'GET', path: '/api/handovers/{id}', who: 'signed-in', write: false },
  open: { method: 'POST', path: '/api/handovers', who: 'signed-in', write: true }, scan: { method: 'POST', path: '/api/handovers/{id}/scans', who: 'signed-in', write: true },
  remove: { method: 'POST', path: '/api/handovers/{id}/removals', who: 'signed-in', write: true }, sign: { method: 'POST', path: '/api/handovers/{id}/signature', who: 'signed-in', write: true },
  ready: { method: 'GET', path: '/api/waves/ready', who: 'signed-in', write: false },
} as const satisfies Record<string, Callable>
interface Choices { places: { warehouseId: string; name: string }[]; carriers: { id: string; name: string }[] }

/** Hand-over: open a sheet for the carrier at the dock, scan every waybill, let the courier sign (FU-4). */
export default function Handover({ back = () => go('/m') }: { back?: (() => void) | undefined }) {
  const [sheet, setSheet] = useKept<string | null>(`sheet of ${useMe().id}`, null)
  return sheet === null ? <Choose choose={setSheet} back={back} /> : <Sheet key={sheet} sheet={sheet} leave={() => setSheet(null)} />
}

function Choose({ choose, back }: { choose: (sheet: string) => void; back: () => void }) {
  const { t, time } = useTongue()
  const say = useSentence()
  const [sheets, setSheets] = useState<Answer<typeof listHandovers>['sheets']>()
  const [choices, setChoices] = useState<Choices>()
  const [warehouse, setWarehouse] = useKept('dock', '')
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: t(text.chooseCarrier) })
  const ask = useCallback(() => { void call<typeof listHandovers>(calls.list, {}).then(a => setSheets(a.sheets), () => {}) }, []) // away: the frame says so
  useEffect(() => { ask(); void call(calls.ready, {}).then(a => setChoices(a as unknown as Choices), () => {}) }, [ask]) // the house checks its answer by the contract
  useHints(['parcel', 'order'], ask)
  const at = choices?.places.some(p => p.warehouseId === warehouse) ? warehouse : choices?.places[0]?.warehouseId
  const [opening, setOpening] = useState(false)
  const open = async (carrier: string) => {
    if (!at) return
    setOpening(true)
    const answer = await send<typeof openSheet>(calls.open, t(text.open), () => ({ body: { warehouse: at, carrier } }))
    setOpening(false)
    if (answer === 'waiting') setSaid({ signal: 'waiting', title: t(text.open), note: t(parcelText.notSent), at: Date.now(), kept: true })
    else if ('refused' in answer) setSaid({ signal: 'wrong', title: t(text.open), note: answer.refused.reasons.map(r => say(r)).join(' '), at: Date.now() })
    else choose(answer.answer.handover)
  }
  return (
    <Station title={t(text.handover)} said={said} back={back} ready={!opening} onScan={code => setSaid({ signal: 'wrong', title: t(text.chooseCarrier), note: code, at: Date.now() })}>
      {choices && choices.places.length > 1 && <div className="station-choice" role="radiogroup" aria-label={t(text.warehouse)}>{choices.places.map(p => <button key={p.warehouseId} type="button" role="radio" aria-checked={p.warehouseId === at} className="station-button" onClick={() => setWarehouse(p.warehouseId)}>{p.name}</button>)}</div>}
      <div className="station-menu">{choices?.carriers.map(c => <button key={c.id} type="button" className="station-button" onClick={() => void open(c.id)}>{t(text.newSheet, { carrier: c.name })}</button>)}</div>
      {!!sheets?.length && <h2 className="station-title">{t(text.openSheets)}</h2>}
      <ul>{sheets?.map(s => <li key={s.id}><button type="button" className="station-row" onClick={() => choose(s.id)}>
        <span className="place">{s.carrier}</span><span>{s.warehouse}<br /><span className="small">{time(s.openedAt, 'clock')} · {s.openedBy}</span></span><span className="count">{s.parcels}</span></button></li>)}</ul>
    </Station>
  )
}

function Sheet({ sheet, leave }: { sheet: string; leave: () => void }) {
  const { t } = useTongue()
  const say = useSentence()
  const name = useNames()
  const stoppedWords = useStoppedWords()
  const [found, setFound] = useState<Answer<typeof getHandover>>()
  const [signing, setSigning] = useState(false)
  const [acting, act] = useActing()
  const [signer, setSigner] = useState('')
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: t(text.scanWaybill) })
  const { waiting } = useQueue()
  const ask = useCallback(() => call<typeof getHandover>(calls.sheet, { params: { id: sheet } }).then(setFound, (error: { status?: number }) => { if (error.status === 404) leave() }), [sheet, leave])
  useEffect(() => { if (waiting.length === 0) void ask() }, [ask, waiting.length])
  useHints(['parcel', 'order'], () => { if (waiting.length === 0) void ask() })
  const { stopped, ask: askStopped } = useStopped({ handover: sheet }, fresh => setSaid(stoppedWords(fresh)))
  const fail = (title: string, reasons: readonly { code: string; values?: Record<string, unknown> | undefined }[]) =>
    setSaid({ signal: reasons.some(r => ['parcel-void', 'blocked'].includes(r.code)) ? 'stopped' : 'wrong', title, note: reasons.map(r => say(r)).join(' '), at: Date.now() })

  const onScan = async (waybill: string) => {
    if (found?.parcels.some(p => p.waybill === waybill)) return setSaid({ signal: 'over', title: t(text.already), note: waybill, at: Date.now() })
    const answer = await send<typeof scan>(calls.scan, `${t(text.handover)} ${waybill}`, () => ({ params: { id: sheet }, body: { waybills: [waybill] } }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: waybill, note: t(parcelText.notSent), at: Date.now(), kept: true })
    if ('refused' in answer) return fail(t(text.no), answer.refused.reasons.length ? answer.refused.reasons : [{ code: answer.refused.code }])
    const refused = answer.answer.refused[0]
    if (refused) return fail(t(refused.reasons.some(r => r.code === 'parcel-void' || r.code === 'blocked') ? parcelText.stop : text.no), refused.reasons)
    const many = (found?.parcels.length ?? 0) + 1
    setSaid({ signal: 'right', title: String(many), note: waybill, at: Date.now() })
    await ask()
  }
  const remove = async (waybill: string) => {
    const answer = await send<typeof removeParcels>(calls.remove, `${t(text.remove)} ${waybill}`, () => ({ params: { id: sheet }, body: { waybills: [waybill] } }))
    if (answer !== 'waiting' && 'refused' in answer) fail(t(text.no), answer.refused.reasons)
    void ask()
    askStopped()
  }
  const finish = async () => {
    const answer = await send<typeof sign>(calls.sign, t(text.sign), () => ({ params: { id: sheet }, body: { signer: signer.trim() } }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: t(text.sign), note: t(parcelText.notSent), at: Date.now(), kept: true })
    if ('refused' in answer) return fail(t(text.no), answer.refused.reasons.length ? answer.refused.reasons : [{ code: answer.refused.code }])
    setSigning(false)
    void ask()
    setSaid({ signal: 'done', title: t(text.signed, { count: answer.answer.moved.length }), ...(answer.answer.refused.length && { note: t(text.stayed, { count: answer.answer.refused.length }) }), at: Date.now() })
  }
  const isOpen = found?.sheet.state === 'open'
  const going = found?.parcels.filter(p => !isStopped(p)).length ?? 0
  return (
    <Station title={found ? `${found.sheet.carrier} · ${t(text.sheetNumber, { sheet })}` : t(text.handover)} said={said} back={leave} ready={found !== undefined && !acting} onScan={onScan}
      foot={isOpen && !signing ? <button type="button" className="station-button main" disabled={going === 0} onClick={() => setSigning(true)}>{t(text.signCount, { count: going })}</button> : found && !isOpen && <button type="button" className="station-button main" onClick={leave}>{t(text.another)}</button>}>
      <StoppedList of={stopped} />
      {signing && <form className="station-ask" onSubmit={e => { e.preventDefault(); if (signer.trim()) void act(finish) }}>
        <h2>{t(text.signHead, { count: going })}</h2>
        {!!found?.missing.length && <p>{t(text.missingNote, { count: found.missing.length })}</p>}
        <label className="station-weight"><span>{t(text.courier)}</span><input value={signer} onChange={e => setSigner(e.target.value)} maxLength={60} required autoFocus autoComplete="off" /></label>
        <button className="station-button main" disabled={!signer.trim()}>{t(text.sign)}</button>
        <button type="button" className="station-button quiet" onClick={() => setSigning(false)}>{t(parcelText.back)}</button>
      </form>}
      {found && !signing && <>
        {found.missing.length > 0 && <details className="station-missing"><summary>{t(text.missing, { count: found.missing.length })}</summary><ul>{found.missing.slice(0, 100).map(m => <li key={m.id} className="station-row ready"><span>{m.waybill}</span><span className="small">{m.number}</span></li>)}</ul></details>}
        <ul>{found.parcels.toReversed().map(p => <li key={p.id} className={isStopped(p) ? 'station-row gone' : 'station-row'}><span><b>{p.waybill}</b><br /><span className="small">{p.number}{isStopped(p) && ` · ${p.stage === 'cancelled' ? name('cancelled') : p.blocks.map(name).join(' ')}`}</span></span><span />
          {isOpen && p.waybill && <button type="button" className="station-small" onClick={() => void act(() => remove(p.waybill!))} aria-label={`${t(text.remove)} ${p.waybill}`}>{t(text.remove)}</button>}</li>)}</ul>
      </>}
    </Station>
  )
}
const isStopped = (p: { state: string; stage: string; blocks: readonly string[] }) => p.state === 'void' || p.stage === 'cancelled' || p.blocks.length > 0
