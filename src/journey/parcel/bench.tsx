import { useState } from 'react'
import { call, house, Refused, type Answer, type Callable } from '#kit/ui/client.ts'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { send } from '#kit/ui/gestures.ts'
import type { Said } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { makeMove } from '#journey/order/contract.ts'
import type { findParcel } from './station.contract.ts'
import type { Station } from './rules.ts'
import { text } from './words.ts'

const calls = {
  find: { method: 'GET', path: '/api/stations/parcels', who: 'signed-in', write: false }, move: { method: 'POST', path: '/api/orders/moves/{move}', who: 'signed-in', write: true },
} as const satisfies Record<string, Callable>
export type Parcel = NonNullable<Answer<typeof findParcel>['parcel']>

/** What lies on the bench: the parcel that was scanned last, and what the bar says about it. */
export function useBench(at: Station, first: string) {
  const { t } = useTongue()
  const say = useSentence()
  const [parcel, setParcel] = useState<Parcel>()
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: first })
  const refuse = (reasons: readonly { code: string; values?: Record<string, unknown> | undefined }[], title = t(text.cannot)) => {
    const stopped = reasons.some(r => ['parcel-void', 'paper-void', 'blocked', 'stopped'].includes(r.code))
    setSaid({ signal: stopped ? 'stopped' : reasons[0]?.code === 'too-many' ? 'over' : 'wrong', title: stopped ? t(text.stop) : title, note: reasons.map(r => say(r)).join(' '), at: Date.now() })
  }
  /** What no parcel is known by may be something else; `otherwise` is asked then. */
  const open = async (code: string, otherwise?: () => Promise<void>): Promise<Parcel | undefined> => {
    if (otherwise && house.standing().away) { await otherwise(); return undefined }
    try {
      const found = await call<typeof findParcel>(calls.find, { query: { code, at } })
      if (found.parcel && found.reasons.length === 0) { setParcel(found.parcel); return found.parcel }
      if (!found.parcel && otherwise) { await otherwise(); return undefined }
      refuse(found.reasons)
    } catch (error) {
      if (error instanceof Refused) refuse(error.reasons.length ? error.reasons : [{ code: error.code }])
      else setSaid({ signal: 'waiting', title: t(text.away), note: t(text.awayNote), at: Date.now() })
    }
    return undefined
  }
  return { parcel, setParcel, said, setSaid, refuse, open }
}

const causes = { 'wrong-goods': text.causeWrongGoods, missing: text.causeMissing, 'too-many': text.causeTooMany, damaged: text.causeDamaged, paper: text.causePaper } as const

/** A difference stops the order at once and keeps its cause (FU-5). */
export function ReportDifference({ order, done, cancel }: { order: string; done: (said: Said) => void; cancel: () => void }) {
  const { t } = useTongue()
  const say = useSentence()
  const report = async (cause: keyof typeof causes) => {
    const answer = await send<typeof makeMove>(calls.move, t(text.report), () => ({ params: { move: 'block' }, body: { orders: [order], reason: 'discrepancy', note: cause } }))
    if (answer === 'waiting') return done({ signal: 'waiting', title: t(text.report), note: t(text.notSent), at: Date.now(), kept: true })
    const reasons = 'refused' in answer ? answer.refused.reasons : answer.answer.refused[0]?.reasons ?? []
    done(reasons.length ? { signal: 'wrong', title: t(text.cannot), note: reasons.map(r => say(r as Parameters<typeof say>[0])).join(' '), at: Date.now() } : { signal: 'stopped', title: t(text.reported), note: t(causes[cause]), at: Date.now() })
  }
  return (
    <section className="station-ask" role="group" aria-label={t(text.report)}>
      <h2>{t(text.report)}</h2>
      {(Object.keys(causes) as (keyof typeof causes)[]).map(cause => <button key={cause} type="button" className="station-button" onClick={() => void report(cause)}>{t(causes[cause])}</button>)}
      <button type="button" className="station-button quiet" onClick={cancel}>{t(text.back)}</button>
    </section>
  )
}

/** Which parcel this is, in the words that stand on it. */
export function ParcelHead({ of }: { of: Parcel }) {
  const { t } = useTongue()
  return (
    <div className="station-parcel">
      <p className="seat"><span>{of.wave !== null && t(text.waveOf, { wave: of.wave })}</span><b>{of.position ?? of.code}</b></p>
      <p><b>{of.number}</b><br /><span className="small">{of.code} · {of.waybill} · {of.carrier}</span>{(of.buyerRemark || of.sellerRemark) && <><br /><em>{[of.sellerRemark, of.buyerRemark].filter(Boolean).join(' · ')}</em></>}</p>
    </div>
  )
}
