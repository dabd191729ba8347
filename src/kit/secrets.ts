import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { flushed } from './durable.ts'

/** What stays of a secret that was destroyed, by company: it checks old signatures and old search keys, and opens nothing. */
export interface Remains { sign: Buffer; search: Buffer }
/** One generation of a home's secret: whole, or destroyed. Its version is the first byte of everything that it sealed. */
export interface Generation { version: number; secret: Buffer | undefined; remains: ReadonlyMap<string, Remains> }
/** All generations, the oldest first; `fresh` looks at the file once more. */
export type Ring = (fresh?: boolean) => readonly [Generation, ...Generation[]]

export const partOf = (secret: Buffer, company: string, use: 'seal' | 'search' | 'sign'): Buffer => Buffer.from(hkdfSync('sha256', secret, company, `danliu ${use}`, 32))
export const remainsOf = (secret: Buffer, company: string): Remains => ({ sign: partOf(secret, company, 'sign'), search: partOf(secret, company, 'search') })

/** The text of a key file: 64 digits alone are the first generation; later each has a line, `2 <64 digits>` or `1 destroyed demo:<sign>:<search> …`. */
export function readSecrets(text: string, where: string): readonly [Generation, ...Generation[]] {
  const found = text.split(/[\n;]/).map(line => line.trim()).filter(Boolean).flatMap((line): Generation[] => {
    if (/^[0-9a-f]{64}$/i.test(line)) return [{ version: 1, secret: Buffer.from(line, 'hex'), remains: new Map() }]
    const whole = /^(\d{1,3}) ([0-9a-f]{64})$/i.exec(line)
    if (whole) return [{ version: Number(whole[1]), secret: Buffer.from(whole[2]!, 'hex'), remains: new Map() }]
    const gone = /^(\d{1,3}) destroyed((?: [a-z][a-z0-9_]{0,40}:[0-9a-f]{64}:[0-9a-f]{64})*)$/i.exec(line)
    return gone ? [{ version: Number(gone[1]), secret: undefined, remains: new Map(gone[2]!.trim().split(' ').filter(Boolean).map(one => { const [company = '', sign = '', search = ''] = one.split(':'); return [company, { sign: Buffer.from(sign, 'hex'), search: Buffer.from(search, 'hex') }] as const })) }] : []
  })
  const [first, ...others] = found
  // Half a key would seal what nobody could open again.
  if (!first || found.some((g, i) => g.version !== i + 1) || !found.at(-1)!.secret || found.length > 250) throw new Error(`${where} is not a key of 64 hexadecimal digits, nor a list of them`)
  return [first, ...others]
}
export const writtenSecrets = (all: readonly Generation[]): string => all.length === 1 && all[0]!.secret ? all[0]!.secret.toString('hex')
  : `${all.map(g => (g.secret ? `${g.version} ${g.secret.toString('hex')}` : [`${g.version} destroyed`, ...[...g.remains].map(([company, r]) => `${company}:${r.sign.toString('hex')}:${r.search.toString('hex')}`)].join(' '))).join('\n')}\n`

/** The generations of one secret that does not change. */
export const ringOf = (secret: Buffer): Ring => () => [{ version: 1, secret, remains: new Map() }]

const lookMs = 500
/** The secrets of a home: from `DANLIU_KEY`, else a file of mode 0600 that is made on first use. The file is looked at again, so that a new generation holds in every process within a second. */
export async function ringIn(file: string): Promise<Ring> {
  const given = process.env.DANLIU_KEY
  if (given) { const all = readSecrets(given, 'DANLIU_KEY'); return () => all }
  if (!await access(file).then(() => true, () => false)) await makeSecret(file)
  let kept = readSecrets(await readFile(file, 'utf8'), file), mark = '', looked = -Infinity
  return fresh => {
    const at = performance.now()
    if (!fresh && at - looked < lookMs) return kept
    looked = at
    const stat = fs.statSync(file, { throwIfNoEntry: false })
    const now = stat ? `${stat.mtimeMs} ${stat.ino} ${stat.size}` : mark
    if (now !== mark) { kept = readSecrets(fs.readFileSync(file, 'utf8'), file); mark = now }
    return kept
  }
}

/** Written aside, put down and linked: of two processes that make it at once both then read the first one's, none reads half of it, and no power cut takes it (R12). */
async function makeSecret(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true })
  try { await link(draft, file) } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally { await rm(draft) }
  flushed(path.dirname(file))
}

/** Put in the place of what was there in one step, and on the disk before it counts: half a key file would be the end of everything sealed. */
export function replaceSecrets(file: string, all: readonly Generation[]): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = fs.openSync(draft, 'wx', 0o600)
  try { fs.writeSync(handle, writtenSecrets(all)); fs.fsyncSync(handle) } finally { fs.closeSync(handle) }
  readSecrets(fs.readFileSync(draft, 'utf8'), draft)
  fs.renameSync(draft, file)
  flushed(path.dirname(file))
}

export const nextGeneration = (all: readonly Generation[]): Generation => ({ version: all.length + 1, secret: randomBytes(32), remains: new Map() })
/** A search key made by one generation becomes one of the next without the text it was made of. */
export const nextKey = (search: Buffer, key: bigint): bigint => { const bytes = Buffer.alloc(8); bytes.writeBigUInt64BE(key); return createHmac('sha256', search).update(bytes).digest().readBigUInt64BE(0) >> 1n }
