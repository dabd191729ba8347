import { useState } from 'react'
import type { Callable } from '#kit/ui/client.ts'
import { send } from '#kit/ui/gestures.ts'
import { go } from '#kit/ui/route.tsx'
import { Station } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ParcelHead, ReportDifference, useBench } from '#journey/parcel/bench.tsx'
import { StoppedList, useStopped, useStoppedWords } from '#journey/parcel/stopped.tsx'
import { text as parcelText } from '#journey/parcel/words.ts'
import type { recheck, scanCheck } from './routes.ts'
import { text } from './words.ts'

const calls = {
  scan: { method: 'POST', path: '/api/checking/scans', who: ['checker'], write: true }, again: { method: 'POST', path: '/api/checking/restarts', who: ['checker'], write: true },
} as const satisfies Record<string, Callable>

/** The second check: scan the parcel's paper or its place in the cart, then every piece; the last one passes it (FU-2). */
export default function Checking({ back = () => go('/m') }: { back?: (() => void) | undefined }) {
  const { t } = useTongue()
  const stoppedWords = useStoppedWords()
  const { parcel, setParcel, said, setSaid, refuse, open } = useBench('checking', t(parcelText.scanParcel))
  const [asking, setAsking] = useState(false)
  const { stopped, ask } = useStopped(parcel && { order: parcel.orderId }, fresh => setSaid(stoppedWords(fresh)))

  const onScan = async (code: string) => {
    const item = parcel?.items.find(i => i.code === code || i.barcode === code)
    if (!parcel || (!item && looksLikeParcel(code))) {
      const found = await open(code)
      if (found) setSaid({ signal: 'right', title: t(text.scanPieces), note: t(parcelText.pieces, { count: left(found.items) }), at: Date.now() })
      return
    }
    const answer = await send<typeof scanCheck>(calls.scan, `${t(text.checking)} ${parcel.number} ${code}`, gesture => ({ body: { gesture, order: parcel.orderId, code } }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: t(text.waits), note: t(parcelText.notSent), at: Date.now() })
    if ('refused' in answer) return refuse(answer.refused.reasons.length ? answer.refused.reasons : [{ code: answer.refused.code }])
    const told = answer.answer
    if (!told.ok) { refuse(told.reasons, t(text.wrong)); ask(); return }
    if (told.done) { setParcel(undefined); return setSaid({ signal: 'done', title: t(text.passed), note: t(text.passedNote, { number: parcel.number }), at: Date.now() }) }
    setParcel({ ...parcel, items: parcel.items.map(i => (i.code === told.code ? { ...i, checked: told.checked } : i)) })
    setSaid({ signal: 'right', title: t(text.ofProduct, { done: told.checked, all: told.quantity }), note: `${told.title} · ${t(text.still, { count: told.left })}`, at: Date.now() })
  }
  const again = async () => {
    if (!parcel) return
    await send<typeof recheck>(calls.again, t(text.again), () => ({ body: { order: parcel.orderId } }))
    setParcel({ ...parcel, items: parcel.items.map(i => ({ ...i, checked: 0 })) })
    setSaid({ signal: 'quiet', title: t(text.scanPieces) })
  }
  return (
    <Station title={t(text.checking)} said={said} back={parcel ? () => { setParcel(undefined); setAsking(false); setSaid({ signal: 'quiet', title: t(parcelText.scanParcel) }) } : back} onScan={code => void onScan(code)}
      foot={parcel && !asking && <><button type="button" className="station-button" onClick={() => setAsking(true)}>{t(parcelText.report)}</button><button type="button" className="station-button" onClick={() => void again()}>{t(text.again)}</button></>}>
      <StoppedList of={stopped} />
      {parcel && <ParcelHead of={parcel} />}
      {parcel && asking && <ReportDifference order={parcel.orderId} cancel={() => setAsking(false)} done={now => { setAsking(false); setSaid(now); if (now.signal === 'stopped') setParcel(undefined) }} />}
      {parcel && !asking && <ul>{parcel.items.map(i => (
        <li key={i.code} className={i.checked === i.quantity ? 'station-row full' : 'station-row'}><span className="count">{i.checked}/{i.quantity}</span><span>{i.title}{i.spec && ` ${i.spec}`}<br /><span className="small">{i.code}{i.barcode && ` · ${i.barcode}`}</span></span></li>
      ))}</ul>}
      {!parcel && <p className="station-none">{t(text.how)}</p>}
    </Station>
  )
}

const left = (items: readonly { quantity: number; checked: number }[]) => items.reduce((n, i) => n + i.quantity - i.checked, 0)
/** A place in a wave or the six letters of a short code: another parcel, not a piece of this one. */
const looksLikeParcel = (code: string) => /^W?\d{1,12}-\d{1,6}$/i.test(code) || /^[2-9A-HJKMNP-Z]{6}$/.test(code)
