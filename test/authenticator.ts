import { codeOf, stepAt } from '#kit/totp.ts'

/** What an authenticator shows for a secret that was typed into it, now or `later` half minutes from now. */
export const codeFor = (base32: string, later = 0): string => codeOf(bytesOf(base32), stepAt(new Date()) + later)

const bytesOf = (text: string) => {
  const bits = [...text].map(sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2))) // a secret has at least one byte
}
