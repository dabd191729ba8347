import { expect, test } from 'vitest'
import { filled, type Layout } from '#kit/print/layout.ts'
import { aligned, begun, copied, crowded, fresh, kept, moved, onDot, redone, removed, resized, restacked, snapped, spread, undone } from './designer.rules.ts'
import { exampleFor } from './rules.ts'
import { shipped } from './shipped.ts'

const box = (x: number, y: number, w = 10, h = 5) => ({ kind: 'rect' as const, x, y, w, h, thick: 0.25 })
const paper: Layout = { width: 100, height: 60, elements: [box(10, 10), box(40, 20), box(70, 50, 20, 10)] }
const places = (layout: Layout) => layout.elements.map(e => [e.x, e.y, e.w, e.h])

test('everything stands on whole dots, moves together and stays on the paper', () => {
  expect([onDot(1.19), onDot(0.06), onDot(33.333)]).toEqual([1.25, 0, 33.375])
  expect(places(moved(paper, [0, 1], 1.19, -3))).toEqual([[11.25, 7, 10, 5], [41.25, 17, 10, 5], [70, 50, 20, 10]])
  expect(places(moved(paper, [0, 1], -99, 99))).toEqual([[0, 45, 10, 5], [30, 55, 10, 5], [70, 50, 20, 10]])
})
test('a handle changes its side alone, to no less than a millimetre', () => {
  expect(places(resized(paper, 0, 'se', 5, 2))[0]).toEqual([10, 10, 15, 7])
  expect(places(resized(paper, 0, 'nw', 3, 99))[0]).toEqual([13, 14, 7, 1])
  expect(places(resized(paper, 0, 'w', -99, 0))[0]).toEqual([0, 10, 20, 5])
})
test('what comes near an edge or a middle is drawn to it, and the line is shown', () => {
  expect(snapped(paper, [0], { x: 39.4, y: 33, w: 10, h: 5 }, 1)).toEqual({ dx: 0.6000000000000014, dy: 0, guides: [{ axis: 'x', at: 40 }] })
  expect(snapped(paper, [0], { x: 44.8, y: 27, w: 10, h: 5 }, 1).guides).toEqual([{ axis: 'x', at: 50 }, { axis: 'y', at: 30 }])
})
test('several line up with each other, one with the paper; three are spread evenly', () => {
  expect(places(aligned(paper, [0, 1], 'right')).map(p => p[0])).toEqual([40, 40, 70])
  expect(places(aligned(paper, [0], 'center'))[0]![0]).toBe(45)
  expect(places(spread(paper, [2, 0, 1], 'x')).map(p => p[0])).toEqual([10, 40, 70])
  expect(places(spread({ ...paper, elements: [box(0, 0), box(12, 0), box(60, 0)] }, [0, 1, 2], 'x')).map(p => p[0])).toEqual([0, 30, 60])
})
test('copies lie beside and on top; what is later lies above; what is taken out is gone', () => {
  expect([copied(paper, [0]).picked, places(copied(paper, [0]).layout)[3]]).toEqual([[3], [12, 12, 10, 5]])
  expect(restacked(paper, 0, 1).layout.elements.map(e => e.x)).toEqual([40, 10, 70])
  expect(restacked(paper, 0, -1)).toEqual({ layout: paper, picked: [0] })
  expect(removed(paper, [0, 2]).elements.map(e => e.x)).toEqual([40])
  expect(fresh(paper, 'code128', { field: 'parcel.waybill' })).toMatchObject({ value: '{{parcel.waybill}}', module: 2, x: 22, w: 56 })
})
test('a drag or a word is one step back; a step back can be taken again until something else is done', () => {
  let h = begun(paper)
  for (const dx of [1, 2, 3]) h = kept(h, moved(paper, [0], dx, 0), 'drag 1')
  h = kept(h, removed(h.now, [2]), '')
  expect([h.past.length, h.now.elements.length, h.now.elements[0]!.x]).toEqual([2, 2, 13])
  h = undone(undone(h))
  expect([h.now, h.future.length]).toEqual([paper, 2])
  expect(redone(h).now.elements[0]!.x).toBe(13)
  expect(kept(h, removed(h.now, [0]), '').future).toEqual([])
  expect(undone(begun(paper)).now).toBe(paper)
})
test('a bar code needs white beside it: the edge of the paper, a line or a text too near is told, a box around it is not', () => {
  const code = (more: object = {}) => ({ kind: 'code128' as const, x: 10, y: 10, w: 40, h: 10, value: '{{w}}', module: 2, ...more }) // ten signs: 36.25 mm
  const of = (...elements: Layout['elements']) => crowded({ width: 100, height: 60, elements }, () => '0123456789')
  expect([of(code()), of(code({ x: 0, align: 'left' })), of(code({ x: 62, w: 38 })), of(code({ turn: 90 }))]).toEqual([[], [0], [0], []])
  expect([of(code(), box(50, 12)), of(code(), box(53, 12)), of(code(), box(50, 30)), of(box(5, 5, 60, 30), code()), of(box(10, 5, 40, 30), code())]).toEqual([[0], [], [], [], [1]])
})
test('the templates that come with the house leave their bar codes room', () => {
  expect([...shipped().values()].flatMap(({ key, kind, carrier, layouts }) => crowded(layouts['zh-CN'], value => filled(value, exampleFor(kind, carrier).values)).map(at => `${key} ${at}`))).toEqual([])
})
