import { bars, dotsOfQr, type Drawn } from './codes.ts'
import { dotMm, dotsPerMm, filled, holesOf, leading, lineHeight, own, pointsPerMm, type Element, type Label, type Layout, type Of } from './layout.ts'
import { pieces, printable, surelyLines, type Widths } from './text.rules.ts'

type Said = ReturnType<typeof pieces>
/** A box of text; the letters are `sheet.typ`'s names for the parts. */
interface Box { k: 't'; x: number; y: number; w: number; h: number; /** Sizes to try. */ s: number[]; /** The height each may take, in points. */ m: number[]; b: boolean; a: string; v: string; i: boolean; r: number; /** Which element. */ e: number; l: boolean; /** Holds the number of the page. */ n: boolean }
/** What `sheet.typ` draws. */
export type Op =
  | Box & { p: Said; /** Known to fit at its first size. */ f: boolean }
  /** Text in a box that is the same on every paper: which one, what it says, at which of its sizes it surely fits (-1: to be tried), where it then begins, whether on one line. */
  | ['t', box: number, said: Said, size: number, y: number, single: boolean]
  | { k: 'c'; x: number; y: number; w: number; h: number; d: string; r: number; l: boolean }
  | { k: 'r'; x: number; y: number; w: number; h: number; t: number; o: number; g: number; l: boolean; d: boolean }
  | { k: 'i'; x: number; y: number; w: number; h: number; d: string; l: boolean }
export interface Flow { x: number; y: number; w: number; h: number; size: number; row: number; frame: string; columns: { w: number; a: string; b: boolean; title: string }[]; head: boolean; rows: Said[][] }
export interface Sheet { ops: Op[]; flow?: Flow }
/** Text or a code that does not fit its box even at its smallest: it would be cut on the paper. */
export interface Cut { label: number; element: number }

interface Fonts { regular: Widths; bold: Widths }
export interface Pen { layout: Layout; dpi: number; fonts: Fonts; /** Names under which the pictures of the layout are known. */ picture: (source: string) => string }

/** The parts that are the same on every paper of a layout. */
export const isSame = (e: Element): boolean => !e.when && e.kind !== 'table' && (!('value' in e) || e.kind === 'text' && holesOf(e.value).length === 0 && !own.some(name => e.value.includes(`{{${name}}}`)))

/** The parts of one paper that are its own. Whatever does not fit for sure, the sheet tells. */
export function drawn(pen: Pen, label: Label, which: (e: Element) => boolean): { sheet: Sheet; cut: number[] } {
  const ops: Op[] = [], cut: number[] = []
  let flow: Flow | undefined
  for (const [at, e] of pen.layout.elements.entries()) {
    if (!which(e) || !isWanted(e, label)) continue
    if (e.kind === 'table' && e.pages) flow = flowOf(e, label)
    else if (e.kind === 'table') ops.push(...fixedTable(pen, e, at, label))
    else {
      const op = opOf(pen, e, at, label)
      if (op === 'cut') cut.push(at)
      else if (op) ops.push(op)
    }
  }
  return { sheet: { ops, ...(flow && { flow }) }, cut }
}

function isWanted({ when }: Element, { values }: Label): boolean {
  if (!when) return true
  const says = (values[when.replace('!', '')] ?? '').trim() !== ''
  return when.startsWith('!') ? !says : says
}

function opOf(pen: Pen, e: Exclude<Element, { kind: 'table' }>, at: number, { values }: Label): Op | 'cut' | undefined {
  const last = e.last ?? false
  if (e.kind === 'text') return isSame(e) ? textOp(pen, e, at) : placedText(pen, { ...e, value: filled(e.value, values) }, at)
  if (e.kind === 'image') return { k: 'i', x: e.x, y: e.y, w: e.w, h: e.h, d: pen.picture(e.source), l: last }
  const dots = dotsPerMm(pen.dpi), snap = (mm: number) => Math.round(mm * dots) / dots
  const atLeastOne = (mm: number) => Math.max(1, Math.round(mm * dots)) / dots
  if (e.kind === 'line') {
    const flat = e.w >= e.h, thick = atLeastOne(e.thick)
    return { k: 'r', x: snap(e.x), y: snap(e.y), w: flat ? snap(e.w) : thick, h: flat ? thick : snap(e.h), t: 0, o: 0, g: 100, l: last, d: e.dash ?? false }
  }
  if (e.kind === 'rect') return { k: 'r', x: snap(e.x), y: snap(e.y), w: snap(e.w), h: snap(e.h), t: e.thick === 0 ? 0 : atLeastOne(e.thick), o: e.radius ?? 0, g: e.shade ?? 0, l: last, d: false }
  const said = printable(filled(e.value, values)).trim()
  if (said === '') return undefined
  return codeOp({ dots, snap }, e, said)
}

/** A code stands on whole dots, with bars of whole dots; one that has no room is not drawn at all, for it would not be read. */
function codeOp({ dots, snap }: { dots: number; snap: (mm: number) => number }, e: Of<'code128'> | Of<'qr'>, said: string): Op | 'cut' {
  const last = e.last ?? false
  if (e.kind === 'qr') {
    const code = attempt(() => dotsOfQr(said, e.level ?? 'M'))
    const module = code ? Math.floor(Math.min(e.w, e.h) * dots / code.modules) : 0
    if (!code || module < 2) return 'cut'
    const side = code.modules * module / dots
    return { k: 'c', x: snap(e.x + (e.w - side) / 2), y: snap(e.y + (e.h - side) / 2), w: side, h: side, d: code.svg, r: 0, l: last }
  }
  const code = attempt(() => bars(said))
  if (!code) return 'cut'
  const room = e.turn ? e.h : e.w, tall = e.turn ? e.w : e.h
  const wide = (module: number) => code.modules * module / dots
  let module = Math.max(2, Math.round(e.module * dotMm * dots))
  while (module > 2 && wide(module) > room + 1e-6) module--
  if (wide(module) > room + 1e-6) return 'cut'
  const free = room - wide(module), before = e.align === 'left' ? 0 : e.align === 'right' ? free : free / 2
  const [x, y] = e.turn ? [e.x, e.y + before] : [e.x + before, e.y]
  return e.turn ? { k: 'c', x: snap(x), y: snap(y), w: wide(module), h: snap(tall), d: code.svg, r: e.turn, l: last } : { k: 'c', x: snap(x), y: snap(y), w: wide(module), h: snap(tall), d: code.svg, r: 0, l: last }
}

const attempt = (what: () => Drawn): Drawn | undefined => { try { return what() } catch { return undefined } }

type Written = Pick<Of<'text'>, 'x' | 'y' | 'w' | 'h' | 'value' | 'size' | 'shrink' | 'bold' | 'align' | 'valign' | 'lines' | 'invert' | 'turn' | 'last'>
const heightOf = (lines: number, size: number) => (lines * lineHeight + (lines - 1) * leading) * size

function boxOf(e: Written, at: number): Box {
  const tall = (e.turn ? e.w : e.h) * pointsPerMm
  const sizes = [e.size, ...e.shrink ?? []]
  return {
    k: 't', x: e.x, y: e.y, w: e.w, h: e.h, s: sizes, m: sizes.map(size => Math.min(tall, e.lines ? heightOf(e.lines, size) : Infinity) + 0.02), b: e.bold ?? false, a: e.align ?? 'left', v: e.valign ?? 'top',
    i: e.invert ?? false, r: e.turn ?? 0, e: at, l: e.last ?? false, n: own.some(name => e.value.includes(`{{${name}}}`)),
  }
}

/** The boxes that stand in the same place on every paper of a layout, by element. */
export const boxesOf = ({ elements }: Layout): (Box | null)[] => elements.map((e, at) => e.kind === 'text' ? boxOf(e, at) : null)

/** The first size at which the text surely fits, if every larger one surely does not; otherwise the sheet tries them. */
function sizeOf({ fonts }: Pen, said: string, box: Box): { size: number; lines: number } | undefined {
  const wide = (box.r ? box.h : box.w) * pointsPerMm
  for (const [i, size] of box.s.entries()) {
    const lines = surelyLines(said, wide / size, box.b ? fonts.bold : fonts.regular)
    if (!lines) return undefined
    if (lines.most !== undefined && heightOf(lines.most, size) <= box.m[i]!) return { size: i, lines: lines.most } // there is a height for every size
    if (heightOf(lines.least, size) <= box.m[i]!) return undefined
  }
  return undefined
}

function textOp(pen: Pen, e: Written, at: number): Op | undefined {
  const said = printable(onItsPage(pen, e.value))
  if (said.trim() === '') return undefined
  const box = boxOf(e, at)
  const known = sizeOf(pen, said, box)
  return { ...box, p: known?.size === 0 && known.lines === 1 ? said : pieces(said), f: known?.size === 0 }
}

/** As `textOp`, for a box known to the sheet. */
function placedText(pen: Pen, e: Of<'text'>, at: number): Op | undefined {
  const box = boxOf(e, at)
  if (box.i || box.r) return textOp(pen, e, at)
  const said = printable(onItsPage(pen, e.value))
  if (said.trim() === '') return undefined
  const known = sizeOf(pen, said, box)
  // How many lines it takes is known for sure only where it is one; others are aligned by the sheet.
  if (!known || known.lines > 1 && box.v !== 'top') return ['t', at, pieces(said), -1, 0, false]
  const free = box.h - heightOf(1, box.s[known.size]!) / pointsPerMm // its size is one of the box
  return ['t', at, known.lines === 1 ? said : pieces(said), known.size, round(box.y + (box.v === 'middle' ? free / 2 : box.v === 'bottom' ? free : 0)), known.lines === 1]
}
/** A paper of one page has no need to ask which one it is. */
const onItsPage = ({ layout }: Pen, value: string) => value.includes('{{page') && !layout.elements.some(e => e.kind === 'table' && e.pages) ? value.replaceAll('{{page}}', '1').replaceAll('{{pages}}', '1') : value
const round = (mm: number) => Math.round(mm * 1e4) / 1e4

const rowsOf = (e: Of<'table'>, { lists }: Label) => lists && Object.hasOwn(lists, e.rows) ? lists[e.rows]! : [] // asked just before

const flowOf = (e: Of<'table'>, label: Label): Flow => ({
  x: e.x, y: e.y, w: e.w, h: e.h, size: e.size, row: e.row, frame: e.frame ?? 'rows', head: e.head ?? true,
  columns: e.columns.map(c => ({ w: c.w, a: c.align ?? 'left', b: c.bold ?? false, title: c.title })),
  rows: rowsOf(e, label).map(row => e.columns.map(c => pieces(printable(filled(c.value, row))))),
})

/** A table of rows of one height: text boxes and lines. When there are more rows than room, its last line says how many are missing. */
function fixedTable(pen: Pen, e: Of<'table'>, at: number, label: Label): Op[] {
  const dots = dotsPerMm(pen.dpi), snap = (mm: number) => Math.round(mm * dots) / dots
  const rows = rowsOf(e, label), frame = e.frame ?? 'rows', head = (e.head ?? true) ? 1 : 0
  const room = Math.max(0, Math.floor((e.h + 0.001) / e.row) - head)
  const shown = rows.length > room ? rows.slice(0, Math.max(0, room - 1)) : rows
  const ops: Op[] = []
  const thin = 1 / dots, width = e.columns.reduce((sum, c) => sum + c.w, 0)
  const cell = (value: string, c: Of<'table'>['columns'][number], x: number, line: number, bold: boolean) => {
    const op = textOp(pen, { x: x + 0.5, y: e.y + line * e.row, w: c.w - 1, h: e.row, value, size: e.size, shrink: [e.size * 0.85, e.size * 0.7], bold, align: c.align, valign: 'middle', lines: e.lines, last: e.last }, at)
    if (op) ops.push(op)
  }
  const rule = (y: number) => ops.push({ k: 'r', x: snap(e.x), y: snap(y), w: snap(width), h: thin, t: 0, o: 0, g: 100, l: e.last ?? false, d: false })
  const line = (values: (c: Of<'table'>['columns'][number]) => string, number: number, bold: boolean) => {
    let x = e.x
    for (const c of e.columns) { cell(values(c), c, x, number, bold || (c.bold ?? false)); x += c.w }
  }
  if (head) line(c => c.title, 0, true)
  for (const [i, row] of shown.entries()) line(c => filled(c.value, row), i + head, false)
  if (shown.length < rows.length) cell(`… +${rows.length - shown.length}`, { title: '', value: '', w: width, align: 'right' }, e.x, shown.length + head, true)
  const drawnLines = head + shown.length + (shown.length < rows.length ? 1 : 0)
  if (frame !== 'none') for (let i = frame === 'all' ? 0 : 1; i <= drawnLines; i++) rule(e.y + i * e.row)
  if (frame === 'all') {
    let x = e.x
    for (const w of [0, ...e.columns.map(c => c.w)]) { x += w; ops.push({ k: 'r', x: snap(x), y: snap(e.y), w: thin, h: snap(drawnLines * e.row), t: 0, o: 0, g: 100, l: e.last ?? false, d: false }) }
  }
  return ops
}
