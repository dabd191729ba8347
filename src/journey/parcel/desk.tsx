import { useLayoutEffect, type ReactNode } from 'react'
import { startQueue } from '#kit/ui/gestures.ts'
import { useMe } from '#people/staff/me.tsx'

/** A station on a bench within the console: the same page as in the hand, with what was not sent kept for this person. */
export function Desk({ children }: { children: ReactNode }) {
  const me = useMe()
  // Before the page below takes its first scan.
  useLayoutEffect(() => { startQueue(me.id) }, [me.id])
  return <div className="bench">{children}</div>
}
