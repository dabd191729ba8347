import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushed } from './durable.ts'

/** Encrypts personal data, makes keyed search hashes and signs, for one company (AES-256-GCM; HMAC-SHA-256, for search cut to 63 bits). */
export interface Vault {
  seal(plain: string): Buffer
  sealBytes(plain: Buffer): Buffer
  open(sealed: Buffer): string
  openBytes(sealed: Buffer): Buffer
  /** The same text always gives the same key; without the company's secret nobody can make it. */
  key(kind: 'phone' | 'tail' | 'name' | 'buyer' | 'address', text: string): bigint
  /** What nobody can make who has the database alone. */
  sign(bytes: Buffer): Buffer
}

export function vaultOf(secret: Buffer, company: string): Vault {
  // Key objects are made once: a key given as bytes is wrapped anew at each use, which cost a third of intake.
  const sealing = createSecretKey(Buffer.from(hkdfSync('sha256', secret, company, 'danliu seal', 32)))
  const searching = createSecretKey(Buffer.from(hkdfSync('sha256', secret, company, 'danliu search', 32)))
  const signing = createSecretKey(Buffer.from(hkdfSync('sha256', secret, company, 'danliu sign', 32)))
  const sealBytes = (plain: Buffer) => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', sealing, iv)
    const body = cipher.update(plain)
    cipher.final()
    return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), body])
  }
  const openBytes = (sealed: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(1, 13))
    decipher.setAuthTag(sealed.subarray(13, 29))
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
  }
  return {
    seal: plain => sealBytes(Buffer.from(plain, 'utf8')),
    sealBytes,
    open: sealed => openBytes(sealed).toString('utf8'),
    openBytes,
    key: (kind, text) =>
      createHmac('sha256', searching).update(kind).update('\0').update(text).digest().readBigUInt64BE(0) >> 1n,
    sign: bytes => createHmac('sha256', signing).update(bytes).digest(),
  }
}

/** The company secret: from `DANLIU_KEY` (64 hex digits), else a file of mode 0600 that is made on first use. */
export async function secretOf(file: string): Promise<Buffer> {
  const given = process.env.DANLIU_KEY
  if (given) {
    if (!/^[0-9a-f]{64}$/i.test(given)) throw new Error('DANLIU_KEY must be 64 hexadecimal digits')
    return Buffer.from(given, 'hex')
  }
  const isThere = await access(file).then(() => true, () => false)
  if (!isThere) await makeSecret(file)
  const kept = (await readFile(file, 'utf8')).trim()
  // Half a key would seal what nobody could open again.
  if (!/^[0-9a-f]{64}$/i.test(kept)) throw new Error(`${file} is not a key of 64 hexadecimal digits`)
  return Buffer.from(kept, 'hex')
}

/** Written aside, put down and linked: of two processes that make it at once both then read the first one's, none reads half of it, and no power cut takes it (R12). */
async function makeSecret(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true })
  try { await link(draft, file) } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally { await rm(draft) }
  flushed(dirname(file))
}

/** 孔娟超 → 孔**, 18626421963 → 186****1963, street → its first characters (label law: name ≥ 1, phone ≥ 6, unit hidden). */
export const maskName = (name: string) => { const all = [...name]; return (all[0] ?? '') + '*'.repeat(Math.max(1, Math.min(3, all.length - 1))) }
export const maskPhone = (phone: string) => phone.length < 7 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}******${phone.slice(-2)}`
export const maskStreet = (street: string) => `${[...street].slice(0, 4).join('')}****`
