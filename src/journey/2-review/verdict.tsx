import { useContext } from 'react'
import { textIn } from '#kit/words.ts'
import { DictionaryContext, useNames, useSentence } from '#kit/ui/dictionary.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { fieldWords, text } from './words.ts'

export interface Fired { rule: string; clause: string | null; values: Record<string, unknown> }
interface Why { kind: string; actor: string; note: string; verdict: readonly Fired[] }

/** A verdict in words: a check of the house as its sentence, a rule of the company by its name with the values it found. */
export function useVerdict() {
  const { t, tongue, written, money, number } = useTongue()
  const { reasons } = useContext(DictionaryContext)
  const sentence = useSentence()
  const name = useNames()
  const isCheck = (rule: string) => !reasons || Object.hasOwn(reasons, rule)
  const figure = (key: string, value: unknown) => typeof value === 'boolean' ? t(value ? text.yes : text.no)
    : typeof value === 'number' ? (/Fen$|\.large$|amount/i.test(key) ? money(value) : number(value)) : name(String(value))
  const title = (f: Fired) => (isCheck(f.rule) ? sentence({ code: f.rule, values: asMoney(f.values, money) }) : written(f.rule))
  return {
    title,
    /** Each value the rule asked, named; the figure of the handbook it was held against stands beside it. */
    values: (f: Fired): [string, string][] => isCheck(f.rule) ? [] : Object.entries(f.values).map(([key, value]) => [
      Object.hasOwn(fieldWords, key) ? textIn(tongue, fieldWords[key as keyof typeof fieldWords]).replace(/[（(].*$/, '') : key.replace(/^limit\./, ''), figure(key, value),
    ]),
    short: (why: Why) => why.verdict.length ? why.verdict.map(title).join(tongue === 'en' ? '; ' : '；')
      : why.kind === 'order.send-back' ? t(text.whySentBack, { actor: why.actor, note: why.note || t(text.noNote) }) : t(text.byHand, { actor: why.actor }),
  }
}
/** Sentences of the house speak of fen; a reviewer reads yuan. */
const asMoney = (values: Record<string, unknown>, money: (fen: number) => string) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, key.endsWith('Fen') && typeof value === 'number' ? money(value) : value]))
