import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { openSync, type Font } from 'fontkit'
import { root } from '#kit/root.ts'
import type { Widths } from './text.rules.ts'

const shipped = ['noto-sans-sc/400Regular', 'noto-sans-sc/700Bold', 'noto-sans-jp/400Regular', 'noto-sans-jp/700Bold', 'noto-emoji/400Regular', 'noto-sans-arabic/400Regular', 'noto-sans-arabic/700Bold']
  .map(dir => path.join(root, 'node_modules/@expo-google-fonts', dir))
const families = ['Noto Sans SC', 'Noto Sans JP', 'Noto Emoji', 'Noto Sans Arabic']

export interface Fonts {
  dirs: string[]
  /** In the order in which a character is looked for. */
  families: string[]
  regular: Widths
  bold: Widths
  /** Characters that none of them has; they would print as boxes. */
  missing(texts: string[]): string[]
}

/** The fonts that the house brings, and those a company keeps in a folder of its own, such as one with every rare character of names. */
export function openFonts(dir?: string): Fonts {
  const own = dir && existsSync(dir) ? readdirSync(dir).filter(name => /\.(ttf|otf)$/i.test(name)).sort().map(name => openSync(path.join(dir, name))) : []
  const open = (folder: string) => openSync(path.join(folder, readdirSync(folder).find(name => name.endsWith('.ttf'))!)) // each folder holds one font
  let known: Set<number> | undefined
  return {
    dirs: [...shipped, ...own.length && dir ? [dir] : []],
    families: [...families, ...new Set(own.map(font => font.familyName))],
    regular: widths(() => open(shipped[0]!)), bold: widths(() => open(shipped[1]!)), // the first two
    missing(texts) {
      if (!known) { known = new Set(); for (const font of [...shipped.filter(dir => !dir.endsWith('Bold')).map(open), ...own]) for (const code of font.characterSet) known.add(code) }
      const found = new Set<string>()
      for (const text of texts) for (const sign of text) if (!known.has(sign.codePointAt(0)!) && !invisible.test(sign)) found.add(sign) // a sign of a string has a code
      return [...found]
    },
  }
}

/** New lines, and what only joins or varies the sign before it. */
const invisible = /[\n\u200c\u200d\ufe00-\ufe0f]/u

/** Widths are asked for thousands of times: each is looked up once. Marks that stand over other signs are left to the setter. */
function widths(open: () => Font): Widths {
  const found = new Map<number, number | undefined>()
  let font: Font | undefined, has: Set<number>
  return code => {
    if (found.has(code)) return found.get(code)
    if (!font) { font = open(); has = new Set(font.characterSet) }
    const width = code < 0x20 || code > 0xffff || code >= 0x300 && code < 0x370 || !has.has(code) ? undefined : font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm
    found.set(code, width)
    return width
  }
}
