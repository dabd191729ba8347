import { FileRefused } from './shape.ts'

export interface XmlTake { open(name: string, attributes: string): void; text(text: string): void; close(name: string): void }

const MAX_TAG = 1_000_000

/**
 * A scanner for the plain XML of spreadsheets, fed piece by piece. It knows elements and text and nothing that can act:
 * a document type or an entity declaration refuses the file. Prefixes are dropped from names.
 */
export function xmlScanner(take: XmlTake): (piece: string, last?: boolean) => void {
  let rest = ''
  return (piece, last = false) => {
    const source = rest + piece
    let at = 0
    while (at < source.length) {
      const tag = source.indexOf('<', at)
      if (tag !== at) {
        let end = tag < 0 ? source.length : tag
        // An entity may be cut in two at the end of the piece.
        const half = tag < 0 && !last ? source.indexOf('&', Math.max(at, end - 12)) : -1
        if (half >= 0) end = half
        if (end > at) take.text(decoded(source.slice(at, end)))
        at = end
        if (tag < 0) break
      }
      const next = special(source, at) ?? afterTag(source, at, take)
      if (next < 0) break
      at = next
    }
    rest = source.slice(at)
    if (rest.length > MAX_TAG || (last && rest.trim() !== '')) throw new FileRefused('file-damaged', 'The spreadsheet is damaged: its text is broken off. Open it in Excel and save it again.')

    /** The place after a comment, CDATA or instruction; -1 when it is not complete, undefined when it is none of them. */
    function special(text: string, from: number): number | undefined {
      const second = text.charCodeAt(from + 1)
      if (second !== 33 && second !== 63) return Number.isNaN(second) ? -1 : undefined
      if (text.startsWith('<?', from)) return after(text, '?>', from)
      if (text.startsWith('<!--', from)) return after(text, '-->', from)
      if (text.startsWith('<![CDATA[', from)) {
        const end = text.indexOf(']]>', from)
        if (end >= 0) take.text(text.slice(from + 9, end))
        return end < 0 ? -1 : end + 3
      }
      if (text.length - from < 9 && !last) return -1
      throw new FileRefused('xml-doctype', 'The spreadsheet declares a document type or entities, which no spreadsheet needs.')
    }
  }
}

const after = (text: string, mark: string, from: number) => { const end = text.indexOf(mark, from); return end < 0 ? -1 : end + mark.length }

/** Gives the tag at `from` to the taker and returns the place after it, or -1 when it is not complete. */
function afterTag(source: string, from: number, take: XmlTake): number {
  let end = source.indexOf('>', from)
  // A > may stand inside an attribute; then the quotes before it are odd.
  while (end >= 0 && oddQuotes(source, from, end)) end = source.indexOf('>', end + 1)
  if (end < 0) return -1
  if (source.charCodeAt(from + 1) === 47) { take.close(bare(source.slice(from + 2, end).trim())); return end + 1 }
  const empty = source.charCodeAt(end - 1) === 47
  let nameEnd = from + 1
  for (; nameEnd < end; nameEnd++) { const code = source.charCodeAt(nameEnd); if (code <= 32 || code === 47) break }
  const name = bare(source.slice(from + 1, nameEnd))
  take.open(name, source.slice(nameEnd, empty ? end - 1 : end))
  if (empty) take.close(name)
  return end + 1
}

function oddQuotes(source: string, from: number, end: number): boolean {
  if (source.charCodeAt(end - 1) === 34 || !source.slice(from, end).includes('=')) return false
  let quote = 0
  for (let at = from; at < end; at++) {
    const code = source.charCodeAt(at)
    if (quote === 0 ? code === 34 || code === 39 : code === quote) quote = quote === 0 ? code : 0
  }
  return quote !== 0
}

const bare = (name: string) => { const colon = name.indexOf(':'); return colon < 0 ? name : name.slice(colon + 1) }

/** The value of one attribute, by its name without prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  // Nearly every attribute is written plainly; only the others pay for the full look.
  const plain = attributes.indexOf(` ${name}="`)
  if (plain >= 0) {
    const from = plain + name.length + 3
    return decoded(attributes.slice(from, attributes.indexOf('"', from)))
  }
  if (!/[':\n\r\t]|\s=|=\s/.test(attributes)) return undefined
  for (const found of attributes.matchAll(/(?<![^\s="'])([^\s="']{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/g)) {
    if (bare(found[1]!) === name) return decoded(found[2] ?? found[3] ?? '') // group 1 always matches
  }
  return undefined
}

const NAMED = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]])

/** The five named entities and numbers; any other stays as it is written. */
const decoded = (text: string) => (text.includes('&') ? text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex?: string, dec?: string, name?: string) => {
  if (name !== undefined) return NAMED.get(name) ?? whole
  const code = hex !== undefined ? parseInt(hex, 16) : Number(dec)
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}) : text)
