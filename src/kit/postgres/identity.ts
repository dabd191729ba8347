import { execFile, spawnSync } from 'node:child_process'
import fs from 'node:fs'

/** The world did not give us a server; the message says what to do. */
export class NoServer extends Error {}

/** PostgreSQL refuses to run as root; root lends it another identity. Undefined: it runs as ourselves. */
export type Identity = { uid: number; gid: number } | undefined

export function ownerOf(file: string): Identity {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  return found && { uid: found.uid, gid: found.gid }
}

/** Runs a program to its end as the server's user. The working directory must be one that user may read. */
export function run(identity: Identity, program: string, ...args: string[]) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { ...identity, cwd: '/', env: environment(), encoding: 'utf8' })
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}` : ''}`.trim() }
}

/** The same, while whoever starts the house goes on reading in its rooms. */
export const runAside = (identity: Identity, program: string, ...args: string[]) => new Promise<{ ok: boolean; text: string }>(done => {
  execFile(program, args, { ...identity, cwd: '/', env: environment() }, (error, stdout, stderr) => {
    const never = error && typeof error.code !== 'number' ? error.message : ''
    done({ ok: !error, text: `${stdout}${stderr}${never}`.trim() })
  })
})

// LC_ALL=C keeps the server's words English, so that its refusals can be recognised; the encoding is told to initdb outright (B2).
export const environment = () => ({ PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' })

export function give(identity: Identity, file: string) {
  if (identity) fs.chownSync(file, identity.uid, identity.gid)
}
