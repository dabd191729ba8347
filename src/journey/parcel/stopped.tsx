import { useCallback, useEffect, useRef, useState } from 'react'
import { call, type Answer, type Callable } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { useHints } from '#kit/ui/hints.ts'
import { Go } from '#kit/ui/route.tsx'
import type { Said } from '#kit/ui/station.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { stoppedHere } from './station.contract.ts'
import { text } from './words.ts'

/** Written by hand, for a contract would bring zod to the handheld. */
const stoppedCall: Callable = { method: 'GET', path: '/api/stations/stopped', who: 'signed-in', write: false }
export type Stopped = Answer<typeof stoppedHere>['stopped'][number]

/** What was stopped in my hands; asked again at every hint. Whatever is new is told once, so that the bar turns red (C12). */
export function useStopped(query: { wave?: string; handover?: string; order?: string } | undefined, tell: (fresh: Stopped[]) => void): { stopped: Stopped[]; ask: () => void } {
  const [stopped, setStopped] = useState<Stopped[]>([])
  const known = useRef(new Set<string>())
  const latest = useRef(tell)
  latest.current = tell
  const key = query ? JSON.stringify(query) : ''
  const ask = useCallback(() => {
    if (!key) { setStopped([]); return }
    void call<typeof stoppedHere>(stoppedCall, { query: JSON.parse(key) as NonNullable<typeof query> }).then(answer => {
      setStopped(answer.stopped)
      const fresh = answer.stopped.filter(s => !known.current.has(s.orderId + s.stage + s.blocks.join()))
      for (const s of answer.stopped) known.current.add(s.orderId + s.stage + s.blocks.join())
      if (fresh.length) latest.current(fresh)
    }, () => {}) // away: the frame says so, and the next hint asks again
  }, [key])
  useEffect(() => { known.current.clear(); ask() }, [ask])
  useHints(['order', 'parcel'], ask)
  return { stopped, ask }
}

/** How the bar says it. */
export function useStoppedWords(): (fresh: readonly Stopped[]) => Said {
  const { t } = useTongue()
  const name = useNames()
  return fresh => {
    const first = fresh[0]!
    const why = first.stage === 'cancelled' ? name('cancelled') : first.blocks.map(name).join(' · ') || name(first.stage)
    return { signal: 'stopped', at: Date.now(), title: first.position === null ? t(text.stoppedOne, { number: first.number }) : t(text.stoppedAt, { position: first.position }), note: fresh.length > 1 ? t(text.stoppedMore, { why, count: fresh.length - 1 }) : why }
  }
}

/** Every stopped one stays in sight until it is out of the hands. */
export function StoppedList({ of }: { of: readonly Stopped[] }) {
  const { t } = useTongue()
  const name = useNames()
  if (of.length === 0) return null
  return (
    <section className="station-stopped" aria-label={t(text.stopped)}>
      <h2>{t(text.stopped)}</h2>
      <ul>{of.map(s => <li key={s.orderId + (s.handover ?? '')}>
        <b>{s.position === null ? s.waybill ?? s.code ?? s.number : t(text.position, { position: s.position })}</b>
        <span>{s.number} · {s.stage === 'cancelled' ? name('cancelled') : s.blocks.map(name).join(' · ') || name(s.stage)}</span>
        {s.toReturn > 0 ? <Go to="/m/put-back">{t(text.layBack, { count: s.toReturn })}</Go> : <span className="soft">{t(text.setAside)}</span>}
      </li>)}</ul>
    </section>
  )
}
