import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Codes that change every half minute (RFC 6238: SHA-1, six digits), as every authenticator app makes them. */
const stepMs = 30_000
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const freshSecret = (): Buffer => randomBytes(20)

export function base32(bytes: Uint8Array): string {
  let bits = 0, value = 0, text = ''
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(value >>> (bits - 5)) & 31]
  }
  return bits > 0 ? text + letters[(value << (5 - bits)) & 31] : text
}

/** What an authenticator reads from a QR code. */
export const otpauthUri = (secret: Uint8Array, issuer: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`

export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const at = mac[19]! & 15 // SHA-1 gives 20 bytes
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
export const stepAt = (now: Date): number => Math.floor(now.getTime() / stepMs)

/** The interval a code belongs to, now or beside now (clocks differ), if it is newer than the last one used; a code works once. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date, used: number): number | undefined {
  const here = stepAt(now)
  return [here, here - 1, here + 1].find(step => step > used && timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code.padStart(6, '0').slice(0, 6))))
}
