import { createRequire } from 'node:module'

const cache = new Map<string, string>()
let converter: ((text: string) => string) | undefined

/** Simplified to traditional characters with the words used in Taiwan. The dictionary is read at the first use. */
export function traditional(text: string): string {
  const known = cache.get(text)
  if (known !== undefined) return known
  converter ??= readDictionary()
  const made = converter(text)
  if (cache.size >= 5000) cache.clear()
  cache.set(text, made)
  return made
}

function readDictionary(): (text: string) => string {
  const { Converter }: typeof import('opencc-js/cn2t') = createRequire(import.meta.url)('opencc-js/cn2t')
  return Converter({ from: 'cn', to: 'twp' })
}
