import { dotMm, quietMm, type Element, type Layout } from '#kit/print/layout.ts'

/** Everything the designer does to a layout, without a screen: each answers a new layout and leaves the old one as it was. */
export type Side = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom'
export type Handle = 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw'
export interface Box { x: number; y: number; w: number; h: number }

/** Places are whole dots of a 203 dpi printer: what is seen is what burns. */
export const onDot = (mm: number): number => Math.round(Math.round(mm / dotMm) * dotMm * 1000) / 1000
const within = (mm: number, most: number) => Math.min(Math.max(0, mm), Math.max(0, most))

const changed = (layout: Layout, at: readonly number[], change: (e: Element, at: number) => Element): Layout => ({ ...layout, elements: layout.elements.map((e, i) => at.includes(i) ? change(e, i) : e) })

/** The box around several elements. */
export function around({ elements }: Layout, at: readonly number[]): Box {
  const of = at.flatMap(i => elements[i] ?? [])
  const x = Math.min(...of.map(e => e.x)), y = Math.min(...of.map(e => e.y))
  return { x, y, w: Math.max(...of.map(e => e.x + e.w)) - x, h: Math.max(...of.map(e => e.y + e.h)) - y }
}

/** Moves elements together; none leaves the paper. */
export function moved(layout: Layout, at: readonly number[], dx: number, dy: number): Layout {
  if (at.length === 0) return layout
  const box = around(layout, at)
  const x = onDot(within(box.x + dx, layout.width - box.w) - box.x), y = onDot(within(box.y + dy, layout.height - box.h) - box.y)
  return changed(layout, at, e => ({ ...e, x: onDot(e.x + x), y: onDot(e.y + y) }))
}

/** Pulls a handle of one element. Nothing becomes smaller than a millimetre, a line may be flat. */
export function resized(layout: Layout, at: number, handle: Handle, dx: number, dy: number): Layout {
  return changed(layout, [at], e => {
    const least = e.kind === 'line' ? 0 : 1
    let { x, y, w, h } = e
    if (handle.includes('e')) w = within(Math.max(least, e.w + dx), layout.width - e.x)
    if (handle.includes('s')) h = within(Math.max(least, e.h + dy), layout.height - e.y)
    if (handle.includes('w')) { x = within(e.x + Math.min(dx, e.w - least), layout.width); w = e.x + e.w - x }
    if (handle.includes('n')) { y = within(e.y + Math.min(dy, e.h - least), layout.height); h = e.y + e.h - y }
    return { ...e, x: onDot(x), y: onDot(y), w: onDot(w), h: onDot(h) }
  })
}

/** Bar codes with something too close beside them: a scanner needs ten bars of white before and behind. `said` is what a code says in the examples. */
export function crowded({ width, elements }: Layout, said: (value: string) => string): number[] {
  return elements.flatMap((e, at) => {
    if (e.kind !== 'code128' || e.turn) return []
    const wide = (module: number) => barsWide(said(e.value)) * module * dotMm
    let module = e.module
    while (module > 2 && wide(module) > e.w) module-- // as the press does
    const bars = wide(module), free = Math.max(0, e.w - bars), need = quietMm({ module })
    const from = e.x + (e.align === 'left' ? 0 : e.align === 'right' ? free : free / 2), to = from + bars
    const others = elements.filter((o, i) => i !== at && o.y < e.y + e.h && o.y + o.h > e.y)
    // The sides of a box around it, and whatever else stands on its height.
    const marks = others.flatMap(o => o.kind === 'rect' && o.x <= from && o.x + o.w >= to ? (o.thick > 0 ? [o.x + o.thick, o.x + o.w - o.thick] : []) : [o.x, o.x + o.w])
    return from < need || width - to < need || marks.some(x => x > from - need && x < to + need) ? [at] : []
  })
}
/** Code 128 takes 11 modules a sign, and 35 to begin, to check and to end. */
const barsWide = (text: string): number => 11 * text.length + 35

export interface Guide { axis: 'x' | 'y'; at: number }
/** How far a moved box should still go to stand in line with the paper or another element, and the lines to show. `near` in millimetres. */
export function snapped(layout: Layout, at: readonly number[], box: Box, near: number): { dx: number; dy: number; guides: Guide[] } {
  const others: Box[] = [{ x: 0, y: 0, w: layout.width, h: layout.height }, ...layout.elements.filter((_, i) => !at.includes(i))]
  const pull = (axis: 'x' | 'y'): { by: number; guides: Guide[] } => {
    const size = axis === 'x' ? 'w' : 'h'
    const marks = (b: Box) => [b[axis], b[axis] + b[size] / 2, b[axis] + b[size]]
    let best: { by: number; at: number } | undefined
    for (const other of others) for (const [i, mark] of marks(other).entries()) for (const [j, mine] of marks(box).entries()) {
      if ((i === 1) !== (j === 1)) continue // middles to middles, edges to edges
      const by = mark - mine
      if (Math.abs(by) <= near && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, at: mark }
    }
    return best ? { by: best.by, guides: [{ axis, at: best.at }] } : { by: 0, guides: [] }
  }
  const [x, y] = [pull('x'), pull('y')]
  return { dx: x.by, dy: y.by, guides: [...x.guides, ...y.guides] }
}

/** Lines elements up by the box around them; one alone by the paper. */
export function aligned(layout: Layout, at: readonly number[], side: Side): Layout {
  const to = at.length > 1 ? around(layout, at) : { x: 0, y: 0, w: layout.width, h: layout.height }
  return changed(layout, at, e => ({
    ...e,
    ...(side === 'left' && { x: to.x }), ...(side === 'center' && { x: onDot(to.x + (to.w - e.w) / 2) }), ...(side === 'right' && { x: onDot(to.x + to.w - e.w) }),
    ...(side === 'top' && { y: to.y }), ...(side === 'middle' && { y: onDot(to.y + (to.h - e.h) / 2) }), ...(side === 'bottom' && { y: onDot(to.y + to.h - e.h) }),
  }))
}

/** Equal gaps between three or more. */
export function spread(layout: Layout, at: readonly number[], axis: 'x' | 'y'): Layout {
  if (at.length < 3) return layout
  const size = axis === 'x' ? 'w' : 'h'
  const order = at.toSorted((a, b) => layout.elements[a]![axis] - layout.elements[b]![axis]) // picked ones exist
  const box = around(layout, at)
  const gap = (box[size] - order.reduce((sum, i) => sum + layout.elements[i]![size], 0)) / (order.length - 1)
  let next = box[axis]
  const places = new Map(order.map(i => { const place = next; next += layout.elements[i]![size] + gap; return [i, onDot(place)] }))
  return changed(layout, at, (e, i) => ({ ...e, [axis]: places.get(i)! })) // one for each
}

export const removed = (layout: Layout, at: readonly number[]): Layout => ({ ...layout, elements: layout.elements.filter((_, i) => !at.includes(i)) })
/** Copies lie a little beside what they are copies of, on top. */
export function copied(layout: Layout, at: readonly number[]): { layout: Layout; picked: number[] } {
  const first = layout.elements.length
  const copies = at.flatMap(i => layout.elements[i] ?? []).map(e => structuredClone(e))
  const next = { ...layout, elements: [...layout.elements, ...copies] }
  const picked = copies.map((_, i) => first + i)
  return { layout: moved(next, picked, 2, 2), picked }
}
/** Brings one before or behind its neighbour; what comes later lies on top. */
export function restacked(layout: Layout, at: number, by: 1 | -1): { layout: Layout; picked: number[] } {
  const to = at + by
  if (to < 0 || to >= layout.elements.length) return { layout, picked: [at] }
  const elements = layout.elements.toSpliced(at, 1)
  return { layout: { ...layout, elements: elements.toSpliced(to, 0, layout.elements[at]!) }, picked: [to] } // it was picked
}

export const kinds = ['text', 'code128', 'qr', 'line', 'rect', 'table', 'image'] as const
/** A new element in the middle of the paper. `field` is what it says, `list` and `columns` what a table shows. */
export function fresh(layout: Layout, kind: Exclude<(typeof kinds)[number], 'image'>, { field = '', list = '', columns = [] }: { field?: string; list?: string; columns?: readonly { title: string; value: string }[] } = {}): Element {
  const sizes = { text: [40, 6], code128: [56, 12], qr: [20, 20], line: [40, 0], rect: [30, 15], table: [layout.width - 10, 40] } as const
  const [w, h] = [Math.min(sizes[kind][0], layout.width), Math.min(sizes[kind][1], layout.height)]
  const box = { x: onDot((layout.width - w) / 2), y: onDot((layout.height - h) / 2), w: onDot(w), h }
  const said = field ? `{{${field}}}` : ''
  switch (kind) {
    case 'text': return { kind, ...box, value: said || 'Text', size: 10, shrink: [8, 7], valign: 'middle' }
    case 'code128': return { kind, ...box, value: said || '0123456789', module: 2 }
    case 'qr': return { kind, ...box, value: said || '0123456789' }
    case 'line': return { kind, ...box, thick: 0.25 }
    case 'rect': return { kind, ...box, thick: 0.25 }
    case 'table': return { kind, ...box, rows: list, size: 8, row: 6, frame: 'rows', columns: columns.slice(0, 5).map(c => ({ ...c, w: Math.floor(w / Math.min(5, columns.length)) })) }
  }
}

// ── what was, and what is to come again ──────────────────────────────────────────────────────────────────────────────

export interface History { past: readonly Layout[]; now: Layout; future: readonly Layout[]; /** What the last change was; the next of its kind goes on with it. */ mark: string }
export const begun = (now: Layout): History => ({ past: [], now, future: [], mark: '' })
/** Steps that belong together (a drag, typing in one field) share a mark and are undone as one. */
export const kept = ({ past, now, mark }: History, next: Layout, as: string): History =>
  next === now ? { past, now, future: [], mark } : as !== '' && as === mark ? { past, now: next, future: [], mark } : { past: [...past, now].slice(-200), now: next, future: [], mark: as }
export const undone = ({ past, now, future, mark }: History): History => past.length ? { past: past.slice(0, -1), now: past.at(-1)!, future: [now, ...future], mark: '' } : { past, now, future, mark } // there is one
export const redone = ({ past, now, future, mark }: History): History => future.length ? { past: [...past, now], now: future[0]!, future: future.slice(1), mark: '' } : { past, now, future, mark } // as above
