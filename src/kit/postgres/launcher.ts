import fs from 'node:fs'
import path from 'node:path'
import { provenOrProbed, remember } from './binaries.ts'
import { archiving, spoolIn } from './archive.ts'
import { initialise, passwordIn, refuseOtherMajor } from './cluster.ts'
import { administrator, housekeeper, prepareDatabase } from './database.ts'
import { isFar } from './far.ts'
import { join, lock } from './locks.ts'
import { homeAt, identityOf, placeFor, port, socketDirFor } from './place.ts'
import { leave, running } from './process.ts'

export interface Launch {
  /** Where the company's files live; the server's own files go into `postgres/` below it. */
  home: string
  /** Server settings that win over `defaults`. They reach a server that is started, not one that is adopted. */
  settings?: Record<string, string>
  /** Called, perhaps twice, when the server is under way and this process has nothing to do but wait; not where a running one is adopted. */
  meanwhile?: () => void
  log: (line: string) => void
}

export interface Postgres {
  /** Directory of the Unix socket; there is no TCP door. */
  host: string
  port: number
  /** The house's own role. */
  user: typeof housekeeper
  password: string
  database: 'danliu'
  /** For what the house itself never does: other databases, and benches that fill tables past their constraints. */
  admin: { user: typeof administrator; password: string }
  dataDir: string
  /** Where the server lays each full segment of its log until the house has put it away. */
  spool: string
  pid: number
  /**
   * Leaves the server; the last process of this home that leaves stops it, fast and waited for. Leave only after HTTP and
   * workers have drained. Leaving twice is fine.
   */
  stop(): Promise<void>
}

/**
 * Starts the embedded PostgreSQL of this home, or adopts the one that is already running there (RELIABILITY B3).
 * The server outlives a process that dies; only the `stop` of the last one that uses it ends it.
 */
export async function startPostgres({ home, settings = {}, meanwhile, log }: Launch): Promise<Postgres> {
  const realHome = homeAt(home)
  if (isFar(realHome)) return farServer(realHome)
  const identity = identityOf(realHome)
  const place = placeFor(realHome, identity, log)
  const dataDir = path.join(place, 'data')
  const host = socketDirFor(place, identity)
  const spool = spoolIn(place, identity)
  // One launcher at a time per home: afterwards the second finds a running server and adopts it.
  const free = await lock(path.join(place, 'launcher.lock'))
  try {
    const admin = { user: administrator, password: passwordIn(place, identity) } as const
    const password = passwordIn(place, identity, 'password.app')
    const { binaries, proven, pid } = await provenOrProbed(place, identity, log, async ({ bin, major }) => {
      if (!fs.existsSync(dataDir)) await initialise({ bin, place, dataDir, identity, meanwhile, log })
      refuseOtherMajor({ bin, major }, dataDir)
      return running({ bin, dataDir, host, password: admin.password, place, identity, settings: { ...defaults, ...archiving(spool), ...settings }, meanwhile, log })
    })
    if (!proven) {
      await prepareDatabase({ host, password: admin.password }, password)
      remember(place, binaries)
    }
    join(place)
    return { host, port, user: housekeeper, password, database: 'danliu', admin, dataDir, spool, pid, stop: () => leave({ bin: binaries.bin, place, dataDir, identity }) }
  } finally {
    free()
  }
}

/** The server of another machine, reached through its socket, which is forwarded into that folder beside its passwords. It is nobody's here to start or to stop. */
function farServer(home: string): Postgres {
  const kept = (name: string) => fs.readFileSync(path.join(home, name), 'utf8').trim()
  return { host: home, port, user: housekeeper, password: kept('password.app'), database: 'danliu', admin: { user: administrator, password: kept('password') }, dataDir: '', spool: '', pid: 0, stop: async () => {} }
}

/** The address for node-pg; another database of the same server may be named. */
export const postgresUrl = (server: Postgres, database: string = server.database) => urlOf(server, server, database)
export const adminUrl = (server: Postgres, database: string = server.database) => urlOf(server, server.admin, database)
const urlOf = ({ host, port }: Postgres, { user, password }: { user: string; password: string }, database: string) =>
  `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${port}`

/** Settings every server of ours has. */
export const defaults = {
  shared_buffers: '512MB',
  max_connections: '120',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  // A company can be carried to another server while it works (kit/move); it costs a few bytes a change.
  wal_level: 'logical',
  synchronous_commit: 'on',
  jit: 'off',
  random_page_cost: '1.1',
  idle_in_transaction_session_timeout: '60s',
  log_min_messages: 'warning',
}
