import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf } from './write.ts'

const cell = (text: string | number | null) => csvOf(['a'], [[text]]).slice('\ufeffa\r\n'.length, -2)

test.for(['=1+1', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1+1', '＋1+1', '－1+1', '＠x', ' =1+1', '\u200b=1', '+86-13800138000'])('S8 %j does not run', text => {
  expect(cell(text)).toMatch(/^"?'/)
})

test.for(['-12.50', '+8613800138000', '+86 138 0013 8000', '202001000224368', '13800138000', '010-12345678', 'DD-1'])('S8 %s stays as it is', text => {
  expect(cell(text)).toBe(text)
})

test('S8 the file has a mark, quotes and CRLF', () => {
  expect(csvOf(['订单', 'b'], [['a"b', 'x,y'], [null, 3]])).toBe('\ufeff订单,b\r\n"a""b","x,y"\r\n,3\r\n')
})

test('S8 no cell begins like a formula unless it is a number or a phone', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '＝', '1', 'a', '"', ',', '\0', '\t', '\r', '\n', ' ', '\ufeff'), maxLength: 8 }), text => {
    const written = cell(text).replace(/^"/, '')
    if (/^[=@＝\t\r\n\0]/.test(written) || /^[+-]/.test(written)) expect(written).toMatch(/^[+-]?\d[\d .]*$/)
  }))
})
