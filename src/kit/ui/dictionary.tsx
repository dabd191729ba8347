import { createContext, useContext, useEffect } from 'react'
import { textIn, type Words } from '../words.ts'
import { useTongue } from './tongue.tsx'

/** The sentences of all rooms and the names of codes that stand in their values, given by the root; sentences may come when one is wanted. */
export interface Dictionary { reasons: Words | undefined; names: Words; want?: () => void }
export const DictionaryContext = createContext<Dictionary>({ reasons: {}, names: {} })

/** The name of a code (stage, block, role, move …) in the tongue of the screen. */
export function useNames() {
  const { names } = useContext(DictionaryContext)
  const { tongue } = useTongue()
  return (code: string) => { const found = Object.hasOwn(names, code) ? names[code] : undefined; return found ? textIn(tongue, found) : code }
}
/** A reason as a sentence with its values; a code without words is shown as it is, so that nothing is hidden. */
export function useSentence(): (reason: { code: string; values?: Record<string, unknown> | undefined; message?: string }) => string {
  const { reasons, want } = useContext(DictionaryContext)
  useEffect(() => want?.(), [want])
  const name = useNames()
  const { tongue, time } = useTongue()
  return ({ code, values = {}, message }) => {
    if (!reasons) return '…'
    const found = Object.hasOwn(reasons, code) ? reasons[code] : undefined
    if (!found) return message ? `${message} (${code})` : code
    // The name of a field (it has a dot) stands with the sentence that speaks of it.
    const word = (code: string) => code.includes('.') && Object.hasOwn(reasons, code) ? textIn(tongue, reasons[code]!) : name(code) // asked just before
    // Codes come as words with spaces between; what holds none is what somebody wrote.
    const listed = (text: string) => { const words = text.split(' '), known = words.map(word); return known.some((name, i) => name !== words[i]) ? known.join(tongue === 'en' ? ', ' : '、') : text }
    const said = Object.fromEntries(Object.entries(values).map(([key, value]) => [key,
      typeof value === 'number' ? value : /^\d{4}-\d\d-\d\dT/.test(String(value)) ? time(String(value)) : listed(String(value ?? ''))]))
    return textIn(tongue, found, said)
  }
}
