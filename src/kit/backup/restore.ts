import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { flushed, keep } from '../durable.ts'
import { binariesOf } from '../postgres/binaries.ts'
import { give, NoServer } from '../postgres/identity.ts'
import { lock } from '../postgres/locks.ts'
import { defaults } from '../postgres/launcher.ts'
import { homeAt, identityOf, placeFor, socketDirFor } from '../postgres/place.ts'
import { running, stop } from '../postgres/process.ts'
import { feed } from './feeder.ts'
import type { BackupKey } from './key.ts'
import { Unusable } from './sealed.ts'
import { basesOn, gapAfter, logsOn, newestLogAt, shelfIn, systemsIn, type Base } from './shelf.ts'
import { doorsOf, unpack } from './unpack.ts'

export interface Restoring {
  location: string; system?: string | undefined; home: string; key: BackupKey; log: (line: string) => void
  /** As it was at this moment; without it, as late as the backup reaches. */
  to?: Date | undefined
  rescue?: string | undefined
  settings?: Record<string, string>
  onProgress?: (done: number, all: number) => void
}
export interface Restored { base: Base; segments: number; /** The last change that is in it, as the server says. */ lastChangeAt: Date | undefined }

/** Makes a home whose database is as it was at a moment. A restore that does not come to its end leaves no database behind. */
export async function restore({ location, system, home, key, log, to, rescue, settings = {}, onProgress }: Restoring): Promise<Restored> {
  const { shelf, base } = choose(location, system, to)
  const realHome = homeAt(home)
  const identity = identityOf(realHome)
  const place = placeFor(realHome, identity, log)
  const dataDir = path.join(place, 'data')
  const free = await lock(path.join(place, 'launcher.lock'))
  const draft = path.join(place, `restore-${randomBytes(4).toString('hex')}`)
  try {
    if (fs.existsSync(dataDir)) throw new Unusable(`there is a database in ${home} already. A restore never overwrites one: name an empty home with --home`)
    mustFit(place, base)
    log(`unpacking the backup of ${base.endedAt} (${Math.round(base.bytes / 1e6)} MB)`)
    await unpack({ base, key, into: draft, identity, ...(onProgress && { onProgress }) })
    for (const [name, secret] of Object.entries(await doorsOf(base, key))) {
      if (!/^password(\.app)?$/.test(name)) continue
      keep(path.join(place, name), `${secret}\n`, { owner: identity })
    }
    fs.writeFileSync(path.join(draft, 'recovery.signal'), '')
    give(identity, path.join(draft, 'recovery.signal'))
    const feeder = feed({ dir: path.join(place, 'feed'), shelf, key, identity, rescue })
    try {
      const { bin } = binariesOf(place, identity, log)
      const start = {
        bin, dataDir: draft, host: socketDirFor(place, identity), place, identity, log, password: '', patienceMs: 24 * 3_600_000,
        settings: {
          ...defaults, ...settings, archive_mode: 'off', hot_standby: 'off', restore_command: feeder.command, recovery_target_action: 'promote',
          ...(to && { recovery_target_time: to.toISOString().replace('T', ' ').replace('Z', '+00') }),
        },
      }
      const before = sizeOf(path.join(place, 'server.log'))
      log(to ? `following the log up to ${to.toISOString()}` : 'following the log to its end')
      try { await running(start) } catch (error) { throw wordsFor(error, { shelf, base, to, fault: feeder.fault() }) }
      await stop({ bin, dataDir: draft, identity })
      // A segment that could not be read would otherwise look like the end of the log.
      if (feeder.fault()) throw feeder.fault()
      fs.renameSync(draft, dataDir)
      flushed(place)
      return { base, segments: feeder.served(), lastChangeAt: lastChange(path.join(place, 'server.log'), before) }
    } finally {
      await feeder.close()
    }
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true, maxRetries: 5 })
    throw error
  } finally {
    free()
  }
}

/** The newest backup that had ended by then, and the log that leads from it; what is not there is said before anything is made. */
export function choose(location: string, system: string | undefined, to: Date | undefined): { shelf: string; base: Base } {
  if (!fs.existsSync(location)) throw new Unusable(`there is no folder ${location}. Name with --from the one in which the backups lie`)
  const systems = system ? [system] : systemsIn(location)
  if (systems.length === 0) throw new Unusable(`there is no backup in ${location}. Name with --from the folder that DANLIU_BACKUP named`)
  if (systems.length > 1) throw new Unusable(`${location} has the backups of several servers: ${systems.join(', ')}. Name one with --server`)
  const shelf = shelfIn(location, systems[0]!)
  const bases = basesOn(shelf)
  if (bases.length === 0) throw new Unusable(`${shelf} has no complete base backup`)
  const base = bases.findLast(one => !to || new Date(one.endedAt) <= to)
  if (!base) throw new Unusable(`${to?.toISOString()} is before the first backup in ${shelf}, which ended at ${bases[0]!.endedAt}. Choose a later moment`)
  const gap = gapAfter(logsOn(shelf), base.firstSegment)
  if (gap && !to) throw new Unusable(`the log in ${shelf} has a hole: ${gap.missing} is missing. Look for it at the other location, or name with --to a moment before the hole`)
  return { shelf, base }
}

/** PostgreSQL says that the log ended; what that means for whoever asked is said here. */
function wordsFor(error: unknown, { shelf, base, to, fault }: { shelf: string; base: Base; to: Date | undefined; fault: unknown }): unknown {
  if (fault) return fault
  const said = error instanceof Error ? error.message : ''
  if (!(error instanceof NoServer) || !/recovery ended before configured recovery target was reached/.test(said)) return error
  const gap = gapAfter(logsOn(shelf), base.firstSegment)
  const last = /last completed transaction was at log time ([\d-]+ [\d:.]+\+00)/.exec(said)?.[1]
  const until = last ? `the last change it has is of ${last.replace(' ', 'T').replace('+00', 'Z')}` : `it has no change after the backup of ${base.endedAt}`
  return new Unusable(gap
    ? `the log in ${shelf} does not reach ${to?.toISOString()}: ${gap.missing} is missing, and ${until}. Look for that segment at the other location, or choose an earlier moment`
    : `the log in ${shelf} does not reach ${to?.toISOString()}: ${until}, put away at ${newestLogAt(shelf)?.toISOString() ?? 'no time'}. Leave --to out for all there is, or name with --rescue the pg_wal of the server that died`)
}

function mustFit(place: string, base: Base): void {
  const { bavail, bsize } = fs.statfsSync(place)
  const free = bavail * bsize, wanted = base.bytes * 1.2 + 256e6
  if (free < wanted) throw new Unusable(`${place} has ${Math.round(free / 1e6)} MB free, the restore wants ${Math.round(wanted / 1e6)} MB. Make room, or name a home on another disk`)
}

const sizeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0

function lastChange(logFile: string, from: number): Date | undefined {
  const said = fs.existsSync(logFile) ? fs.readFileSync(logFile).subarray(from).toString('utf8') : ''
  const at = [...said.matchAll(/last completed transaction was at log time ([\d-]+) ([\d:.]+)\+00/g)].at(-1)
  return at ? new Date(`${at[1]}T${at[2]}Z`) : undefined
}
