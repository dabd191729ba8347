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

/** The server's log goes to the first location. Of several processes of a home one carries. Answers how many files went. */
export const carryFirst = ({ home, server }: Keeps, system: string): Promise<number> => alone(server, 'keeper.lock', async spool =>
  collect({ spool, shelf: shelfIn(locationsOf(home).first, system), key: await keyIn(home), most: 20 }))

/** What the second location lacks goes there from the first. */
export async function carrySecond({ home, server }: Keeps, system: string): Promise<number> {
  const { first, second } = locationsOf(home)
  if (!second) return 0
  return alone(server, 'keeper.second.lock', async () => await mirror(shelfIn(first, system), shelfIn(second, system), 20) + await mirror(path.join(first, 'exports'), path.join(second, 'exports'), 20))
}

export const putAway = async (keeps: Keeps, system: string): Promise<number> => await carryFirst(keeps, system) + await carrySecond(keeps, system)

async function alone(server: Keeps['server'], lock: string, what: (spool: string) => Promise<number>): Promise<number> {
  const free = server && tryLock(path.join(path.dirname(server.spool), lock))
  if (!free) return 0
  try { return await what(server.spool) } finally { free() }
}

/** Lets go, in both locations, of what the handbook no longer asks for. */
export function letGo(home: string, system: string, from: Date): number {
  const { first, second } = locationsOf(home)
  return [first, ...(second ? [second] : [])].reduce((sum, location) => sum + forget(shelfIn(location, system), from), 0)
}
