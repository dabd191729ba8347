import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { keep } from '../durable.ts'
import { give, NoServer, ownerOf, run, type Identity } from './identity.ts'

// The socket directory belongs to one server alone, so the number only names the socket.
export const port = 5432

export function identityOf(home: string): Identity {
  if (process.platform === 'win32') throw new NoServer('Windows has no embedded server here: set DATABASE_URL to a PostgreSQL of your own')
  if (process.getuid?.() !== 0) return undefined
  // Data that is already there keeps its owner, whatever users the host has gained since.
  const owner = ownerOf(path.join(whereIsIt(home) ?? home, 'data'))
  if (owner && owner.uid !== 0) return owner
  const users = fs.existsSync('/etc/passwd') ? fs.readFileSync('/etc/passwd', 'utf8').split('\n').map(line => line.split(':')) : []
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return user ? { uid: Number(user[2]) >>> 0, gid: Number(user[3]) >>> 0 } : { uid: 65534, gid: 65534 }
}

/** One home has one name, whatever links lead to it: the server is recognised by it. */
export function homeAt(home: string): string {
  const made = fs.mkdirSync(home, { recursive: true })
  // What root makes under a strict umask, the server's user could not enter.
  if (made && process.getuid?.() === 0) {
    for (let dir = path.resolve(home); dir.startsWith(made); dir = path.dirname(dir)) fs.chmodSync(dir, 0o755)
  }
  return fs.realpathSync(home)
}

/**
 * `home/postgres`, or a place outside when the server's user cannot reach home (such as one under /root).
 * The choice is written down in home: a later change of rights must never lead to a second, empty database.
 */
export function placeFor(home: string, identity: Identity, log: (line: string) => void): string {
  const known = whereIsIt(home)
  const inside = path.join(home, 'postgres')
  const place = known ?? (reaches(identity, home) ? inside : `/var/lib/danliu-${hashOf(home)}`)
  if (!known && place !== inside) {
    log(`the database user cannot enter ${home}; the database is kept in ${place} (written down in ${home}/postgres.place)`)
    keep(path.join(home, 'postgres.place'), `${place}\n`, { mode: 0o644 })
  }
  fs.mkdirSync(place, { recursive: true, mode: 0o700 })
  // Files copied back by root belong to root until someone hands them over.
  if (identity && [place, path.join(place, 'data')].some(dir => ownerOf(dir)?.uid === 0)) {
    const { ok, text } = run(undefined, 'chown', '-R', `${identity.uid}:${identity.gid}`, place)
    if (!ok) throw new NoServer(`cannot give ${place} to the database user: ${text}`)
  }
  // A place that holds a database was reached before; asking again costs a process, and a start that fails will say so.
  if (!known && !reaches(identity, place)) throw new NoServer(`the database user (uid ${identity?.uid ?? process.getuid?.()}) cannot use ${place}: let it enter every directory on the way, or choose another home`)
  return place
}

function whereIsIt(home: string): string | undefined {
  const note = path.join(home, 'postgres.place')
  if (fs.existsSync(note)) return fs.readFileSync(note, 'utf8').trim()
  const inside = path.join(home, 'postgres')
  return fs.existsSync(path.join(inside, 'data')) ? inside : undefined
}

const reaches = (identity: Identity, dir: string) => run(identity, '/bin/sh', '-c', 'cd "$1"', 'sh', dir).ok

/** A socket's path may have about 100 bytes (B2); a deep home gets a short directory of its own. */
export function socketDirFor(place: string, identity: Identity): string {
  const inside = path.join(place, 'run')
  const dir = Buffer.byteLength(inside) <= 85 ? inside : path.join(os.tmpdir(), `danliu-${hashOf(place)}`)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const { uid, mode } = fs.lstatSync(dir)
  // /tmp is everybody's: a directory someone else put there must not receive our password exchange.
  if (![0, identity?.uid, process.getuid?.()].includes(uid) || (mode & 0o777) !== 0o700) throw new NoServer(`${dir} is not a private directory of ours; remove it`)
  give(identity, dir)
  return dir
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
