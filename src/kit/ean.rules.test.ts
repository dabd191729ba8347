import { expect, test } from 'vitest'
import { ean13 } from './ean.rules.ts'

test.for(['4006381333931', '5901234123457', '6901234567892', '9780201379624', '0000000000000'])('EAN-13 %s ends in its own check digit', code => expect(ean13(code.slice(0, 12))).toBe(code))
test('what is not twelve digits gets none', () => {
  for (const wrong of ['', '123', '12345678901a', '1234567890123']) expect(() => ean13(wrong), wrong).toThrow('twelve digits')
})
