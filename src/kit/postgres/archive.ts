import fs from 'node:fs'
import path from 'node:path'
import { give, type Identity } from './identity.ts'

/** The folder beside the data into which the server lays its log, segment by segment. */
export function spoolIn(place: string, identity: Identity): string {
  const dir = path.join(place, 'spool')
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  give(identity, dir)
  return dir
}

/**
 * The server writes a segment into the spool in one piece and keeps its own until that is done, so that nothing the house does or
 * leaves undone holds up a commit (R6). The key stays out of its reach: it is the house that seals and carries away.
 */
export const archiving = (spool: string): Record<string, string> => ({
  archive_mode: 'on', archive_library: 'basic_archive', 'basic_archive.archive_directory': spool, archive_timeout: '60s',
})
