import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import { nextKey, partOf, ringOf, type Generation, type Ring } from './secrets.ts'

/** Encrypts personal data, makes keyed search hashes and signs, for one company (AES-256-GCM; HMAC-SHA-256, for search cut to 63 bits). */
export interface Vault {
  seal(plain: string): Buffer
  sealBytes(plain: Buffer): Buffer
  open(sealed: Buffer): string
  openBytes(sealed: Buffer): Buffer
  /** The same text always gives the same key; without the company's secret nobody can make it. */
  key(kind: 'phone' | 'tail' | 'name' | 'buyer' | 'address', text: string): bigint
  /** Such a key of one generation as a later one makes it, without the text. */
  keyOn(key: bigint, from: number, to: number): bigint
  /** What nobody can make who has the database alone. */
  sign(bytes: Buffer): Buffer
  /** Which generation, from this one on, has signed so. */
  signedBy(bytes: Buffer, mark: Buffer, from?: number): number | undefined
  /** The generation that seals. */
  newest(): number
}

/** `ring`: the generations of the home's secret; what is sealed is sealed by the newest. `search`: the one that the company's search keys have gone over to. */
export function vaultOf(given: Buffer | Ring, company: string, search: () => number = () => 1): Vault {
  const ring = Buffer.isBuffer(given) ? ringOf(given) : given
  // Key objects are made once: a key given as bytes is wrapped anew at each use, which cost a third of intake.
  const made = new Map<string, KeyObject>()
  const part = (of: Generation, use: 'seal' | 'search' | 'sign'): KeyObject | undefined => {
    const name = `${of.version} ${use} ${of.secret ? '' : 'remains'}`
    const kept = made.get(name)
    if (kept) return kept
    const bytes = of.secret ? partOf(of.secret, company, use) : use === 'seal' ? undefined : of.remains.get(company)?.[use]
    if (!bytes) return undefined
    const key = createSecretKey(bytes)
    made.set(name, key)
    return key
  }
  const must = (version: number, use: 'seal' | 'search' | 'sign'): KeyObject => {
    const key = [false, true].reduce<KeyObject | undefined>((found, fresh) => { const of = ring(fresh)[version - 1]; return found ?? (of && part(of, use)) }, undefined)
    if (!key) throw new Error(`the key of generation ${version} is not at hand, or was destroyed`)
    return key
  }
  const sealBytes = (plain: Buffer) => {
    const version = ring().length
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', must(version, 'seal'), iv)
    const body = cipher.update(plain)
    cipher.final()
    return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body])
  }
  const openBytes = (sealed: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', must(sealed[0] ?? 0, 'seal'), sealed.subarray(1, 13))
    decipher.setAuthTag(sealed.subarray(13, 29))
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
  }
  const onFrom = (key: bigint, from: number, to: number): bigint => { let now = key; for (let v = from + 1; v <= to; v++) now = nextKey(must(v, 'search').export(), now); return now }
  return {
    seal: plain => sealBytes(Buffer.from(plain, 'utf8')),
    sealBytes,
    open: sealed => openBytes(sealed).toString('utf8'),
    openBytes,
    newest: () => ring(true).length,
    key: (kind, text) => onFrom(createHmac('sha256', must(1, 'search')).update(kind).update('\0').update(text).digest().readBigUInt64BE(0) >> 1n, 1, search()),
    keyOn: onFrom,
    sign: bytes => createHmac('sha256', must(ring().length, 'sign')).update(bytes).digest(),
    signedBy: (bytes, mark, from = 1) => ring().map(g => g.version).filter(v => v >= from).find(v => { const own = createHmac('sha256', must(v, 'sign')).update(bytes).digest(); return own.length === mark.length && timingSafeEqual(own, mark) }),
  }
}

/** 孔娟超 → 孔**, 18626421963 → 186****1963, street → its first characters (label law: name ≥ 1, phone ≥ 6, unit hidden). */
export const maskName = (name: string) => { const all = [...name]; return (all[0] ?? '') + '*'.repeat(Math.max(1, Math.min(3, all.length - 1))) }
export const maskPhone = (phone: string) => phone.length < 7 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}******${phone.slice(-2)}`
/** Phones within a text. */
export const maskPhones = (text: string) => text.replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, maskPhone)
export const maskStreet = (street: string) => `${[...street].slice(0, 4).join('')}****`
