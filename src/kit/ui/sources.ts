import type { ReactNode } from 'react'
import { textIn, tongues, type Text } from '../words.ts'
import { go } from './route.tsx'

export interface Found { id: string; title: ReactNode; note?: ReactNode; keys?: string; run: () => void }
/** Where the palette looks: pages and acts at once, orders and other things by asking the house. */
export interface Source { title: Text; find: (what: string, signal: AbortSignal) => Promise<Found[]> | Found[] }

/** A source over things that are known here; it looks in all three tongues, so that `orders` finds 订单. */
export const listSource = (title: Text, entries: readonly { id: string; title: Text; find?: string | undefined; keys?: string; to?: string; run?: () => void }[], say: (text: Text) => string): Source => ({
  title,
  find: what => entries.filter(e => !what || `${tongues.map(tongue => textIn(tongue, e.title)).join(' ')} ${e.find ?? ''}`.toLowerCase().includes(what.toLowerCase()))
    .map(e => ({ id: e.id, title: say(e.title), ...(e.keys && { keys: e.keys }), run: () => { if (e.to) go(e.to); e.run?.() } })),
})
