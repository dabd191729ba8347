import type { Reason } from '#kit/verdict.ts'
import { textIn } from '#kit/words.ts'
import { reasons as sentences } from '#reasons.words.ts'

/** Every reason of a refusal as a sentence, as a page would show it. */
export const told = (reasons: readonly Reason[]): string[] => reasons.map(({ code, values }) => {
  const sentence = sentences[code]
  return sentence ? textIn('en', sentence, Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, typeof value === 'number' ? value : String(value ?? '')]))) : code
})
