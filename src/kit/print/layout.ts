import { z } from 'zod'

/**
 * A layout: what a paper looks like, in millimetres from its top left corner, as data. Text holds places for named fields, `{{receiver.name}}`; what stands
 * in a field is never markup. `{{page}}` and `{{pages}}` are known on paper that may run over several pages.
 */
const mm = z.number().min(0).max(1200)
const place = { x: mm, y: mm, w: mm, h: mm, /** Drawn only when this field says something; `!field`: only when it says nothing. */ when: z.string().regex(/^!?[a-zA-Z][\w.]{0,60}$/).optional(), /** Drawn on the last page of the paper only. */ last: z.boolean().optional() }
const points = z.number().min(3).max(200)
const align = z.enum(['left', 'center', 'right'])
const value = z.string().max(600)
/** Turned clockwise; the box stays as it is. */
const turn = z.literal([90, 270]).optional()

const text = z.strictObject({
  kind: z.literal('text'), ...place, value, size: points, /** Smaller sizes to try, in turn, when the text does not fit its box. */ shrink: z.array(points).max(8).optional(),
  bold: z.boolean().optional(), align: align.optional(), valign: z.enum(['top', 'middle', 'bottom']).optional(), lines: z.int().min(1).max(60).optional(), /** White on black. */ invert: z.boolean().optional(), turn,
})
/** `module` is the narrowest bar in whole dots of a 203 dpi printer (0.125 mm each): in between them a bar code does not scan. */
const code128 = z.strictObject({ kind: z.literal('code128'), ...place, value, module: z.int().min(2).max(10), align: align.optional(), turn })
const qr = z.strictObject({ kind: z.literal('qr'), ...place, value, level: z.enum(['L', 'M', 'Q', 'H']).optional() })
const line = z.strictObject({ kind: z.literal('line'), ...place, thick: z.number().min(0.05).max(10), dash: z.boolean().optional() })
/** `shade`: percent of black; thermal printers know 0 and 100. */
const rect = z.strictObject({ kind: z.literal('rect'), ...place, thick: z.number().min(0).max(10), radius: z.number().min(0).max(50).optional(), shade: z.number().min(0).max(100).optional() })
const image = z.strictObject({ kind: z.literal('image'), ...place, source: z.string().max(400_000).regex(/^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+=*$/).refine(source => dotsOf(source) <= 16_000_000, 'a picture of at most 16 million dots') })
const column = z.strictObject({ title: z.string().max(60), value, w: z.number().min(1).max(1200), align: align.optional(), bold: z.boolean().optional() })
const table = z.strictObject({
  kind: z.literal('table'), ...place, /** The list whose rows it shows. */ rows: z.string().regex(/^[a-zA-Z][\w.]{0,60}$/), columns: z.array(column).min(1).max(16), size: points,
  /** Height of a row: exact in a fixed table, the least in one that runs over pages. */ row: z.number().min(2).max(100),
  /** Runs over as many pages as it needs; everything else is then repeated on each. One that does not ends with how many rows were left out. */ pages: z.boolean().optional(),
  head: z.boolean().optional(), frame: z.enum(['all', 'rows', 'none']).optional(), lines: z.int().min(1).max(10).optional(),
})
export const element = z.discriminatedUnion('kind', [text, code128, qr, line, rect, image, table])
export const layout = z.strictObject({ width: z.number().min(15).max(1200), height: z.number().min(10).max(1200), elements: z.array(element).max(250), /** A page written in Typst, in place of elements: for IT, set in a process of its own (`raw.ts`). */ typst: z.string().max(60_000).optional() })

/** How many dots a picture has by its own head, before anybody unpacks it; Infinity where its head is none. */
function dotsOf(source: string): number {
  let bytes: string
  try { bytes = atob(source.slice(source.indexOf(',') + 1)) } catch { return Infinity }
  const two = (at: number) => bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1)
  if (source.startsWith('data:image/png')) return bytes.startsWith('\x89PNG\r\n\x1a\n') ? (two(16) * 65_536 + two(18)) * (two(20) * 65_536 + two(22)) : Infinity
  if (!bytes.startsWith('\xff\xd8')) return Infinity
  // A JPEG is a row of parts with their lengths; the one that begins the picture tells its size.
  for (let at = 2; at + 9 < bytes.length && bytes[at] === '\xff'; at += 2 + two(at + 2)) {
    const kind = bytes.charCodeAt(at + 1)
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) return two(at + 5) * two(at + 7)
  }
  return Infinity
}

export type Element = z.infer<typeof element>
export type Layout = z.infer<typeof layout>
export type Of<K extends Element['kind']> = Extract<Element, { kind: K }>
/** What one paper says: its fields and its lists of rows. */
export interface Label { values: Record<string, string>; lists?: Record<string, Record<string, string>[]> }

const holes = /\{\{\s*([a-zA-Z][\w.]*)\s*\}\}/g
export const own = ['page', 'pages'] as const
/** The text with its places filled; a field that is not known says nothing. */
export const filled = (value: string, values: Record<string, string>): string => value.replace(holes, (hole, name: string) => own.includes(name as never) ? `{{${name}}}` : Object.hasOwn(values, name) ? values[name]! : '')
export const holesOf = (value: string): string[] => [...value.matchAll(holes)].map(m => m[1]!).filter(name => !own.includes(name as never))

/** Every field that a layout asks for, and every list with the fields of its rows. */
export function fieldsOf({ elements }: Layout): { values: string[]; lists: Record<string, string[]> } {
  const values = new Set<string>(), lists: Record<string, Set<string>> = {}
  for (const e of elements) {
    if (e.when) values.add(e.when.replace('!', ''))
    if ('value' in e) for (const name of holesOf(e.value)) values.add(name)
    if (e.kind === 'table') for (const name of e.columns.flatMap(c => holesOf(c.value))) (lists[e.rows] ??= new Set()).add(name)
    if (e.kind === 'table') lists[e.rows] ??= new Set()
  }
  return { values: [...values].sort(), lists: Object.fromEntries(Object.entries(lists).map(([name, fields]) => [name, [...fields].sort()])) }
}

export interface Flaw { element: number; what: 'outside' | 'empty' | 'columns-wide' | 'two-flows' | 'nothing-said' | 'text-low' }
/** What is wrong with a layout before anything is printed; `element` is its place in the list. */
export function flawsOf({ width, height, elements }: Layout): Flaw[] {
  const flaws: Flaw[] = []
  const flows = elements.filter(e => e.kind === 'table' && e.pages)
  for (const [at, e] of elements.entries()) {
    const flaw = (what: Flaw['what']) => flaws.push({ element: at, what })
    if (e.x + e.w > width + 0.01 || e.y + e.h > height + 0.01) flaw('outside')
    if (e.kind === 'line' ? e.w === 0 && e.h === 0 : e.w === 0 || e.h === 0) flaw('empty')
    if ((e.kind === 'text' || e.kind === 'code128' || e.kind === 'qr') && e.value.trim() === '') flaw('nothing-said')
    if (e.kind === 'text' && (e.turn ? e.w : e.h) * pointsPerMm < Math.min(e.size, ...e.shrink ?? []) * lineHeight - 0.01) flaw('text-low')
    if (e.kind === 'table' && e.columns.reduce((sum, c) => sum + c.w, 0) > e.w + 0.01) flaw('columns-wide')
    if (flows.length > 1 && flows.slice(1).includes(e as Of<'table'>)) flaw('two-flows')
  }
  return flaws
}

export const pointsPerMm = 72 / 25.4
/** A line of text and the space to the next, in sizes of its letters; the sheet (`sheet.typ`) has the same figures. */
export const lineHeight = 1.04
export const leading = 0.14
export const dotMm = 0.125
/** Dots in a millimetre: what is sold as 203 dpi has 8 exactly. */
export const dotsPerMm = (dpi: number): number => dpi === 203 ? 8 : dpi / 25.4
/** The white that a scanner needs before and behind a bar code: ten of its narrowest bars. */
export const quietMm = ({ module }: Pick<Of<'code128'>, 'module'>): number => 10 * module * dotMm
