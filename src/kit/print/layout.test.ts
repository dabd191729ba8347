import { expect, test } from 'vitest'
import { fieldsOf, filled, flawsOf, layout, type Layout } from './layout.ts'

const paper = (...elements: Layout['elements']): Layout => ({ width: 100, height: 60, elements })

test('a place that no field fills says nothing, and a value that looks like a place stays what it is', () => {
  expect(filled('收 {{ to.name }}{{nobody}}。', { 'to.name': '{{secret}}', secret: 'x' })).toBe('收 {{secret}}。')
  expect(filled('{{constructor}}', {})).toBe('')
})
test('a layout names the fields and lists that it asks for', () => {
  expect(fieldsOf(paper(
    { kind: 'text', x: 0, y: 0, w: 9, h: 9, value: '{{a.b}} {{page}}', size: 8, when: '!c' },
    { kind: 'table', x: 0, y: 0, w: 9, h: 9, rows: 'lines', row: 5, size: 8, columns: [{ title: '', value: '{{n}}', w: 9 }] },
  ))).toEqual({ values: ['a.b', 'c'], lists: { lines: ['n'] } })
})
test('what cannot be right is told with its element', () => {
  expect(flawsOf(paper(
    { kind: 'text', x: 95, y: 0, w: 9, h: 1, value: ' ', size: 8 },
    { kind: 'line', x: 0, y: 0, w: 0, h: 0, thick: 1 },
    { kind: 'table', x: 0, y: 0, w: 9, h: 9, rows: 'lines', row: 5, size: 8, pages: true, columns: [{ title: '', value: '{{n}}', w: 19 }] },
    { kind: 'table', x: 0, y: 0, w: 9, h: 9, rows: 'lines', row: 5, size: 8, pages: true, columns: [{ title: '', value: '{{n}}', w: 9 }] },
  )).map(f => `${f.element} ${f.what}`)).toEqual(['0 outside', '0 nothing-said', '0 text-low', '1 empty', '2 columns-wide', '3 two-flows'])
})
test('the contract refuses what is no layout: bars of half a dot, a picture from elsewhere, a word it does not know', () => {
  const refused = (element: object) => !layout.safeParse({ width: 10, height: 10, elements: [element] }).success || undefined
  const box = { x: 0, y: 0, w: 5, h: 5 }
  expect(layout.safeParse({ width: 100, height: 100, elements: [{ kind: 'code128', ...box, value: '1', module: 2 }] }).success).toBe(true)
  expect([{ kind: 'code128', ...box, value: '1', module: 1.5 }, { kind: 'code128', ...box, value: '1', module: 1 }, { kind: 'image', ...box, source: 'http://x/y.png' }, { kind: 'text', ...box, value: '1', size: 8, colour: 'red' }].map(refused)).toEqual([true, true, true, true])
})
