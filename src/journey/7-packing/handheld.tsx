import { useState } from 'react'
import type { Callable } from '#kit/ui/client.ts'
import { send } from '#kit/ui/gestures.ts'
import { go } from '#kit/ui/route.tsx'
import { Station, useActing } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ParcelHead, ReportDifference, useBench, type Parcel } from '#journey/parcel/bench.tsx'
import { readMark } from '#journey/parcel/mark.rules.ts'
import { materials, type Material } from '#journey/parcel/rules.ts'
import { StoppedList, useStopped, useStoppedWords } from '#journey/parcel/stopped.tsx'
import { materials as materialNames, text as parcelText } from '#journey/parcel/words.ts'
import type { pack } from './routes.ts'
import { whyNotPacked } from './rules.ts'
import { text } from './words.ts'

const packCall: Callable = { method: 'POST', path: '/api/packing', who: ['packer'], write: true }

/** Packing: scan the parcel, take the material that stands there, weigh, scan the waybill that was stuck on (FU-3). */
export default function Packing({ back = () => go('/m') }: { back?: (() => void) | undefined }) {
  const { t } = useTongue()
  const stoppedWords = useStoppedWords()
  const { parcel, setParcel, said, setSaid, refuse, open } = useBench('packing', t(parcelText.scanParcel))
  const [material, setMaterial] = useState<string>('bag')
  const [grams, setGrams] = useState('')
  const [slip, setSlip] = useState<string>()
  const [asking, setAsking] = useState(false)
  const [acting, act] = useActing()
  const { stopped } = useStopped(parcel && { order: parcel.orderId }, fresh => setSaid(stoppedWords(fresh)))
  const clear = () => { setParcel(undefined); setSlip(undefined); setAsking(false); setGrams('') }

  const begin = (found: Parcel) => {
    setMaterial(found.material)
    setGrams('')
    setSlip(undefined)
    setSaid({ signal: 'right', title: nameOf(found.material), note: t(text.thenWeigh, { grams: found.expectedGrams }), at: Date.now() })
  }
  const nameOf = (code: string) => t(Object.hasOwn(materialNames, code) ? materialNames[code as Material] : materialNames.bag)
  const close = async (waybill?: string) => {
    if (!parcel) return
    const weight = Number(grams)
    if (!isWeight(weight)) return weighFirst()
    const body = { orders: [{ order: parcel.orderId, grams: weight, material: material as Material, ...(waybill && { waybill }), ...(slip && { slip }) }] }
    const answer = await send<typeof pack>(packCall, `${t(text.packing)} ${parcel.number}`, () => ({ body }))
    if (answer === 'waiting') { setSaid({ signal: 'waiting', title: t(text.packed), note: t(parcelText.notSent), at: Date.now(), kept: true }); return clear() }
    const reasons = 'refused' in answer ? (answer.refused.reasons.length ? answer.refused.reasons : [{ code: answer.refused.code }]) : answer.answer.refused[0]?.reasons ?? []
    if (reasons.length) return refuse(reasons, t(text.notPacked))
    setSaid({ signal: 'done', title: t(text.packed), note: `${parcel.number} · ${parcel.waybill ?? parcel.code}`, at: Date.now() })
    clear()
  }
  const weighFirst = () => setSaid({ signal: 'wrong', title: t(text.weighFirst), note: t(text.weighNote), at: Date.now() })
  /** Said at once rather than after the waybill; the house judges it again. */
  const weighed = (of: Parcel, weight: number) => {
    if (!isWeight(weight)) return weighFirst()
    const differs = whyNotPacked(weight, of.expectedGrams, of.tolerance)
    if (differs.length) return refuse(differs, t(text.weighed, { grams: weight }))
    setSaid({ signal: 'right', title: t(text.weighed, { grams: weight }), note: t(slip ? text.thenWaybill : text.thenSlip), at: Date.now() })
  }
  const onScan = async (code: string) => {
    if (parcel && code === parcel.waybill) return close(code)
    // The check code of a paper: of the slip until it was seen, then of the waybill.
    const mark = readMark(code)
    if (parcel && (mark?.code === parcel.code || code.toUpperCase() === parcel.code)) {
      if (slip && mark) return close(code)
      setSlip(code)
      return setSaid({ signal: 'right', title: t(text.slipSeen), note: t(text.thenWaybill), at: Date.now() })
    }
    // A scale that types its figure: up to five digits with an optional g or kg.
    const scale = /^(\d{1,6}(?:\.\d{1,3})?)\s*(g|kg)?$/i.exec(code)
    if (parcel && scale && (scale[2] || code.length <= 5)) {
      const weight = Math.round(Number(scale[1]) * (scale[2]?.toLowerCase() === 'kg' ? 1000 : 1))
      setGrams(String(weight))
      return weighed(parcel, weight)
    }
    const found = await open(code)
    if (found) begin(found)
  }
  return (
    <Station title={t(text.packing)} said={said} back={parcel ? () => { clear(); setSaid({ signal: 'quiet', title: t(parcelText.scanParcel) }) } : back} ready={!acting} onScan={onScan}
      foot={parcel && !asking && <><button type="button" className="station-button" onClick={() => setAsking(true)}>{t(parcelText.report)}</button><button type="button" className="station-button main" onClick={() => void act(close)}>{t(text.close)}</button></>}>
      <StoppedList of={stopped} />
      {parcel && <ParcelHead of={parcel} />}
      {parcel && asking && <ReportDifference order={parcel.orderId} cancel={() => setAsking(false)} done={now => { setAsking(false); setSaid(now); if (now.signal === 'stopped') clear() }} />}
      {parcel && !asking && <>
        <label className="station-weight"><span>{t(text.weight)} <small>{t(parcelText.expected, { grams: parcel.expectedGrams })}</small></span>
          <input inputMode="numeric" pattern="\d{1,7}" autoComplete="off" value={grams} onChange={e => setGrams(e.target.value.trim())} onKeyDown={e => { if (e.key === 'Enter') { e.currentTarget.blur(); weighed(parcel, Number(grams)) } }} /></label>
        <div className="station-choice" role="radiogroup" aria-label={t(text.material)}>{materials.map(m => <button key={m} type="button" role="radio" aria-checked={m === material} className="station-button" onClick={() => setMaterial(m)}>{t(materialNames[m])}{m === parcel.material && <small> {t(text.advised)}</small>}</button>)}</div>
        <ul>{parcel.items.map(i => <li key={i.code} className="station-row"><span className="count">{i.quantity}</span><span>{i.title}{i.spec && ` ${i.spec}`}{i.liquid && <b> · {t(text.liquid)}</b>}{i.fragile && <b> · {t(text.fragile)}</b>}<br /><span className="small">{i.code}</span></span></li>)}</ul>
      </>}
      {!parcel && <p className="station-none">{t(text.how)}</p>}
    </Station>
  )
}
const isWeight = (grams: number) => Number.isInteger(grams) && grams >= 1 && grams <= 1_000_000
