import { useEffect, useRef } from 'react'
import { house } from './client.ts'

/** The stream of hints for pages without queries; it tells the same window event as the console's. A break is told as everything changed. */
export function openHints(): () => void {
  let stream: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const tell = (topics: string[] | null) => window.dispatchEvent(new CustomEvent('danliu:changed', { detail: topics }))
  const open = () => {
    stream = new EventSource('/api/live')
    stream.addEventListener('open', () => { house.reached(true); tell(null) })
    stream.addEventListener('changed', event => tell(JSON.parse(event.data as string) as string[]))
    stream.addEventListener('error', () => { if (stream?.readyState === EventSource.CLOSED) again = setTimeout(open, 3000) })
  }
  open()
  return () => { clearTimeout(again); stream?.close() }
}

/** Asks again when one of these kinds of things has changed, and every so often besides, for a hint may be lost. */
export function useHints(topics: readonly string[], ask: () => void, everyMs = 20_000): void {
  const latest = useRef(ask)
  latest.current = ask
  const wanted = topics.join(' ')
  useEffect(() => {
    const hear = (event: Event) => {
      const told = (event as CustomEvent<string[] | null>).detail
      if (told === null || told.some(topic => wanted.split(' ').includes(topic))) latest.current()
    }
    window.addEventListener('danliu:changed', hear)
    const timer = setInterval(() => latest.current(), everyMs)
    return () => { window.removeEventListener('danliu:changed', hear); clearInterval(timer) }
  }, [wanted, everyMs])
}
