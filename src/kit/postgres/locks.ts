import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { NoServer } from './identity.ts'

// One launcher at a time, many users of a home.
// Locks on files are held through SQLite because the kernel gives those back when their holder dies; a file with a pid in it
// would have to be judged stale, and two judges could both win.

export const lockPatienceMs = 60_000
export const recoveryPatienceMs = 600_000

/** Nothing is ever written; a journal in a file would want room on a disk that may be full (R5). */
const exclusively = 'pragma journal_mode = memory; begin exclusive'

const usersFile = (place: string) => path.join(place, 'users.lock')
/** A process is one user of a home, however often it starts the server. */
const joined = new Map<string, DatabaseSync>()

/** Holds the users' file shared as long as this process lives and has not left. */
export function join(place: string) {
  if (joined.has(place)) return
  const user = new DatabaseSync(usersFile(place))
  user.exec('begin; select name from sqlite_master')
  joined.set(place, user)
}

export function depart(place: string) {
  joined.get(place)?.close()
  joined.delete(place)
}

/** Nobody holds the users' file. */
export function isAlone(place: string): boolean {
  const asker = new DatabaseSync(usersFile(place))
  try {
    asker.exec(exclusively)
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  } finally {
    asker.close()
  }
}

/** An exclusive lock on a file, waited for. */
export async function lock(file: string): Promise<() => void> {
  for (const began = Date.now(); ; await sleep(50)) {
    const free = tryLock(file)
    if (free) return free
    if (Date.now() - began > recoveryPatienceMs + lockPatienceMs) throw new NoServer(`another danliu has been starting the database for too long (${file})`)
  }
}

/** The same lock, if nobody holds it. */
export function tryLock(file: string): (() => void) | undefined {
  const holder = new DatabaseSync(file)
  try {
    holder.exec(exclusively)
    return () => holder.close()
  } catch (error) {
    holder.close()
    if (error instanceof Error && error.message.includes('locked')) return undefined
    throw error
  }
}
