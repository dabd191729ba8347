import { useState } from 'react'
import type { Callable } from '#kit/ui/client.ts'
import { send } from '#kit/ui/gestures.ts'
import { go } from '#kit/ui/route.tsx'
import { Station, useActing } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ParcelHead, ReportDifference, useBench, type Parcel } from '#journey/parcel/bench.tsx'
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
  const [acting, act] = useActing()
  const { stopped, ask } = useStopped(parcel && { order: parcel.orderId }, fresh => setSaid(stoppedWords(fresh)))

  const onScan = async (code: string) => {
    const item = parcel?.items.find(i => i.code === code || i.barcode === code)
    if (!parcel || !item) {
      // Not of this parcel: the paper of another one, or a wrong piece.
      const found = await open(code, parcel && (() => tell(parcel, code)))
      if (found) setSaid({ signal: 'right', title: t(text.scanPieces), note: t(parcelText.pieces, { count: left(found.items) }), at: Date.now() })
      return
    }
    const more = left(parcel.items) - 1
    const counts = item.checked < item.quantity
    if (counts) {
      setParcel({ ...parcel, items: parcel.items.map(i => (i === item ? { ...i, checked: i.checked + 1 } : i)) })
      setSaid({ signal: 'right', title: t(text.ofProduct, { done: item.checked + 1, all: item.quantity }), note: `${item.title} · ${t(text.still, { count: more })}`, at: Date.now() })
    }
    const told = tell(parcel, code)
    // What is counted here already need not be answered before the next piece; the last one passes the parcel, and that the house says.
    if (!counts || more === 0) await told
  }
  const tell = async (of: Parcel, code: string) => {
    const answer = await send<typeof scanCheck>(calls.scan, `${t(text.checking)} ${of.number} ${code}`, gesture => ({ body: { gesture, order: of.orderId, code } }))
    if (answer === 'waiting') return setSaid({ signal: 'waiting', title: t(text.waits), note: t(parcelText.notSent), at: Date.now(), kept: true })
    if ('answer' in answer && answer.answer.ok) {
      if (!answer.answer.done) return
      setParcel(undefined)
      return setSaid({ signal: 'done', title: t(text.passed), note: t(text.passedNote, { number: of.number }), at: Date.now() })
    }
    // Counted here but not there: the parcel is looked at anew.
    await open(of.code)
    if ('refused' in answer) refuse(answer.refused.reasons.length ? answer.refused.reasons : [{ code: answer.refused.code }])
    else if (!answer.answer.ok) refuse(answer.answer.reasons, t(text.wrong))
    ask()
  }
  const again = async () => {
    if (!parcel) return
    await send<typeof recheck>(calls.again, t(text.again), () => ({ body: { order: parcel.orderId } }))
    setParcel({ ...parcel, items: parcel.items.map(i => ({ ...i, checked: 0 })) })
    setSaid({ signal: 'quiet', title: t(text.scanPieces) })
  }
  return (
    <Station title={t(text.checking)} said={said} back={parcel ? () => { setParcel(undefined); setAsking(false); setSaid({ signal: 'quiet', title: t(parcelText.scanParcel) }) } : back} ready={!acting} onScan={onScan}
      foot={parcel && !asking && <><button type="button" className="station-button" onClick={() => setAsking(true)}>{t(parcelText.report)}</button><button type="button" className="station-button" onClick={() => void act(again)}>{t(text.again)}</button></>}>
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
