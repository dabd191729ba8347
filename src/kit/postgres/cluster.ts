import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { flushed, keep } from '../durable.ts'
import type { Binaries } from './binaries.ts'
import { NoServer, runAside, type Identity } from './identity.ts'

/** The password kept in this file, made where it is missing; `initdb` reads that of the administrator there. */
export function passwordIn(place: string, identity: Identity, name: 'password' | 'password.app' = 'password'): string {
  const file = path.join(place, name)
  if (!fs.existsSync(file)) {
    // Neither a crash nor a power cut may leave an empty password behind (R12).
    keep(file, `${randomBytes(24).toString('base64url')}\n`, { owner: identity })
  }
  return fs.readFileSync(file, 'utf8').trim()
}

export interface Cluster {
  bin: string; place: string; dataDir: string; identity: Identity; log: (line: string) => void
  /** Called once a program of the server runs and there is time for something else. */
  meanwhile?: (() => void) | undefined
}

export async function initialise({ bin, place, dataDir, identity, log, meanwhile }: Cluster) {
  // Made aside and renamed, so that an interrupted initdb is never taken for a database. The name is new each time,
  // because an initdb whose launcher was killed may still be writing.
  for (const old of fs.readdirSync(place).filter(name => name.startsWith('draft-'))) fs.rmSync(path.join(place, old), { recursive: true, force: true, maxRetries: 5 })
  const draft = path.join(place, `draft-${randomBytes(6).toString('hex')}`)
  const attempt = (ctype: string) => {
    fs.rmSync(draft, { recursive: true, force: true })
    return runAside(identity, path.join(bin, 'initdb'), '-D', draft, '-U', 'danliu', '--encoding=UTF8', '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8', '--lc-collate=C', `--lc-ctype=${ctype}`, '--auth=scram-sha-256', `--pwfile=${path.join(place, 'password')}`)
  }
  log(`making a new database in ${dataDir}`)
  const attempted = attempt('C.UTF-8')
  meanwhile?.()
  let made = await attempted
  // Old hosts do not know C.UTF-8; the trigrams of Chinese text need some UTF-8 ctype (B2).
  if (!made.ok && /invalid locale name/.test(made.text)) made = await attempt('en_US.UTF-8')
  if (!made.ok) throw new NoServer(`initdb failed: ${made.text}`)
  fs.renameSync(draft, dataDir)
  flushed(place)
}

export function refuseOtherMajor({ bin, major }: Binaries, dataDir: string) {
  const ofData = fs.readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (ofData !== major) throw new NoServer(`the data in ${dataDir} is of PostgreSQL ${ofData}, the server in ${bin} is ${major}: export with the old one and import with the new`)
}
