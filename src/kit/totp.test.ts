import { expect, test } from 'vitest'
import { base32, codeOf, otpauthUri, stepAt, stepOfCode } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test('codes are those of RFC 6238, appendix B', () => {
  expect([[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [20000000000, '353130']].map(([at]) => codeOf(secret, stepAt(new Date(Number(at) * 1000))))).toEqual(['287082', '081804', '005924', '353130'])
  expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(otpauthUri(secret, 'Danliu demo', 'clerk')).toBe('otpauth://totp/Danliu%20demo:clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Danliu%20demo&algorithm=SHA1&digits=6&period=30')
})
test('a code works once, half a minute early or late, and no longer', () => {
  const now = new Date(1_234_567_890_000)
  const step = stepAt(now)
  expect(stepOfCode(secret, codeOf(secret, step), now, 0)).toBe(step)
  expect(stepOfCode(secret, codeOf(secret, step), now, step)).toBeUndefined()
  expect(stepOfCode(secret, codeOf(secret, step - 1), now, 0)).toBe(step - 1)
  expect(stepOfCode(secret, codeOf(secret, step + 1), now, 0)).toBe(step + 1)
  expect(stepOfCode(secret, codeOf(secret, step - 2), now, 0)).toBeUndefined()
  expect(stepOfCode(secret, '000000', now, 0)).toBeUndefined()
})
