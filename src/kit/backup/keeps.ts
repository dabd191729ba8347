import path from 'node:path'
import { tryLock } from '../postgres/locks.ts'
import { ringIn } from '../secrets.ts'
import { backupKeysOf } from './key.ts'
import { locationsOf } from './locations.ts'
import { forget, mirror, shelfIn } from './shelf.ts'
import { collect } from './wal.ts'

/** What a process knows of its home and of the server in it. A company's own server has its own backups, and no `server` here. */
export interface Keeps { home: string; server?: { adminUrl: string; spool: string; /** Secrets of the doors, which lie beside the data and not in it. */ doors: Record<string, string> } | undefined }

export const keyIn = async (home: string) => backupKeysOf((await ringIn(path.join(home, 'secret.key')))())

/** The server's log goes to the first location, then what the second lacks to that one. Of several processes of a home one does it. Answers how many files went. */
export async function putAway({ home, server }: Keeps, system: string): Promise<number> {
  if (!server) return 0
  const free = tryLock(path.join(path.dirname(server.spool), 'keeper.lock'))
  if (!free) return 0
  try {
    const { first, second } = locationsOf(home)
    const collected = await collect({ spool: server.spool, shelf: shelfIn(first, system), key: await keyIn(home), most: 20 })
    return collected + (second ? await mirror(shelfIn(first, system), shelfIn(second, system), 20) + await mirror(path.join(first, 'exports'), path.join(second, 'exports'), 20) : 0)
  } finally { free() }
}

/** Lets go, in both locations, of what the handbook no longer asks for. */
export function letGo(home: string, system: string, from: Date): number {
  const { first, second } = locationsOf(home)
  return [first, ...(second ? [second] : [])].reduce((sum, location) => sum + forget(shelfIn(location, system), from), 0)
}
