import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { inTongue, textIn, tongueOf, tongues, type Fill, type Text, type Tongue } from '../words.ts'
import { lengthIn, moneyIn, numberIn, percentIn, timeIn, type TimeStyle } from './format.ts'
import { useKept } from './kept.ts'

/** The tongue of the screen and everything that is written in it; moments are written as the company's clock shows them. */
export interface Speaker {
  tongue: Tongue
  speak: (tongue: Tongue) => void
  t: <T extends Text>(text: T, ...values: Fill<T>) => string
  /** What people wrote in several tongues (`inTongue`). */
  written: (text: string) => string
  number: (value: number) => string
  percent: (share: number) => string
  money: (fen: number) => string
  time: (at: string | Date | number, style?: TimeStyle) => string
  length: (ms: number) => string
  utcOffsetMinutes: number
  /** Told as soon as it is known who is here. */
  liveBy: (utcOffsetMinutes: number) => void
}
const Tongues = createContext<Speaker | undefined>(undefined)

export function TongueProvider({ children }: { children: ReactNode }) {
  const [kept, speak] = useKept<Tongue>('tongue', tongueOf(navigator.languages))
  const [utcOffsetMinutes, liveBy] = useState(0)
  const tongue = tongues.includes(kept) ? kept : 'zh-CN'
  const speaker = useMemo<Speaker>(() => ({
    tongue, speak,
    t: (text, ...[values]) => textIn(tongue, text, values),
    written: text => inTongue(tongue, text),
    number: value => numberIn(tongue, value), percent: share => percentIn(tongue, share), money: fen => moneyIn(tongue, fen),
    time: (at, style = 'short') => timeIn(tongue, at, style, utcOffsetMinutes), length: ms => lengthIn(tongue, ms), utcOffsetMinutes, liveBy,
  }), [tongue, speak, utcOffsetMinutes])
  document.documentElement.lang = tongue
  return <Tongues.Provider value={speaker}>{children}</Tongues.Provider>
}

export function useTongue(): Speaker {
  const speaker = useContext(Tongues)
  if (!speaker) throw new Error('useTongue outside of TongueProvider')
  return speaker
}
