import { useCallback, useEffect, useState } from 'react'
import { call, type Answer, type Callable } from '#kit/ui/client.ts'
import { useNames, useSentence } from '#kit/ui/dictionary.tsx'
import { send, useQueue } from '#kit/ui/gestures.ts'
import { useHints } from '#kit/ui/hints.ts'
import { go } from '#kit/ui/route.tsx'
import { Station, type Said } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as parcel } from '#journey/parcel/words.ts'
import type { listPutBacks, putBack } from './contract.ts'
import { text } from './words.ts'

const calls = {
  list: { method: 'GET', path: '/api/put-backs', who: 'signed-in', write: false }, back: { method: 'POST', path: '/api/put-backs', who: 'signed-in', write: true },
} as const satisfies Record<string, Callable>
type Goods = Answer<typeof listPutBacks>['goods'][number]

/** What stopped orders left in carts goes back into its bin: scan the piece, lay it down, scan the bin. */
export default function PutBack() {
  const { t } = useTongue()
  const say = useSentence()
  const name = useNames()
  const [goods, setGoods] = useState<Goods[]>()
  const [held, setHeld] = useState<Goods>()
  const [said, setSaid] = useState<Said>({ signal: 'quiet', title: t(text.scanGoods) })
  const { waiting } = useQueue()
  const ask = useCallback(() => { void call<typeof listPutBacks>(calls.list, {}).then(a => setGoods(a.goods), () => {}) }, []) // away: the frame says so
  useEffect(() => { if (waiting.length === 0) ask() }, [ask, waiting.length])
  useHints(['order'], () => { if (waiting.length === 0) ask() })
  const lay = async (g: Goods) => {
    setHeld(undefined)
    setGoods(before => before?.filter(b => b !== g))
    const answer = await send<typeof putBack>(calls.back, `${t(text.putBack)} ${g.place} ${g.code}`, () => ({ body: { goods: [{ wave: g.wave, order: g.orderId, code: g.code, place: g.place }] } }))
    if (answer === 'waiting') setSaid({ signal: 'waiting', title: g.place, note: t(parcel.notSent), kept: true })
    else if ('refused' in answer) { setSaid({ signal: 'wrong', title: t(text.wrong), note: answer.refused.reasons.map(r => say(r)).join(' '), at: Date.now() }); ask() }
    else setSaid({ signal: 'done', title: t(text.laidBack), note: `${g.title} → ${g.place}`, at: Date.now() })
  }
  const onScan = (code: string) => {
    if (held) {
      if (code === held.place) return lay(held)
      return setSaid({ signal: 'wrong', title: t(text.binWrong, { place: held.place }), note: code, at: Date.now() })
    }
    const first = goods?.find(g => g.code === code || g.barcode === code)
    if (!first) return setSaid({ signal: 'wrong', title: t(text.wrong), note: t(text.notHere, { code }), at: Date.now() })
    setHeld(first)
    setSaid({ signal: 'right', title: first.place, note: t(text.nowBin, { count: first.quantity }), at: Date.now() })
  }
  return (
    <Station title={t(text.putBack)} said={said} back={() => (held ? setHeld(undefined) : go('/m'))} ready={goods !== undefined} onScan={onScan}>
      {goods?.length === 0 && <p className="station-none">{t(text.nothingBack)}</p>}
      <ul>{goods?.map(g => (
        <li key={`${g.wave}/${g.orderId}/${g.code}/${g.place}/${g.lot}`} className={g === held ? 'station-row on' : 'station-row'}>
          <span className="place">{g.place}</span>
          <span>{g.title}<br /><span className="small">{g.code} · {t(text.fromCart, { wave: g.wave, position: g.position })} · {name(g.stage)}</span></span>
          <button type="button" className="count" onClick={() => void lay(g)} aria-label={t(text.layHere, { title: g.title, place: g.place })}>{g.quantity}</button>
        </li>
      ))}</ul>
    </Station>
  )
}
