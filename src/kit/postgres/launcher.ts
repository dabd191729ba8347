import fs from 'node:fs'
import path from 'node:path'
import { provenOrProbed, remember } from './binaries.ts'
import { initialise, passwordIn, refuseOtherMajor } from './cluster.ts'
import { prepareDatabase } from './database.ts'
import { join, lock } from './locks.ts'
import { homeAt, identityOf, placeFor, port, socketDirFor } from './place.ts'
import { leave, running } from './process.ts'

export interface Launch {
  /** Where the company's files live; the server's own files go into `postgres/` below it. */
  home: string
  /** Server settings that win over `defaults`. They reach a server that is started, not one that is adopted. */
  settings?: Record<string, string>
  log: (line: string) => void
}

export interface Postgres {
  /** Directory of the Unix socket; there is no TCP door. */
  host: string
  port: number
  user: 'danliu'
  password: string
  database: 'danliu'
  dataDir: string
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
export async function startPostgres({ home, settings = {}, log }: Launch): Promise<Postgres> {
  const realHome = homeAt(home)
  const identity = identityOf(realHome)
  const place = placeFor(realHome, identity, log)
  const dataDir = path.join(place, 'data')
  const host = socketDirFor(place, identity)
  // One launcher at a time per home: afterwards the second finds a running server and adopts it.
  const free = await lock(path.join(place, 'launcher.lock'))
  try {
    const password = passwordIn(place, identity)
    const { binaries, proven, pid } = await provenOrProbed(place, identity, log, async ({ bin, major }) => {
      if (!fs.existsSync(dataDir)) initialise({ bin, place, dataDir, identity, log })
      refuseOtherMajor({ bin, major }, dataDir)
      return running({ bin, dataDir, host, password, place, identity, settings: { ...defaults, ...settings }, log })
    })
    if (!proven) {
      await prepareDatabase({ host, password })
      remember(place, binaries)
    }
    join(place)
    return { host, port, user: 'danliu', password, database: 'danliu', dataDir, pid, stop: () => leave({ bin: binaries.bin, place, dataDir, identity }) }
  } finally {
    free()
  }
}

/** The address for node-pg; another database of the same server may be named. */
export const postgresUrl = (server: Pick<Postgres, 'host' | 'port' | 'user' | 'password' | 'database'>, database: string = server.database) =>
  `postgres://${server.user}:${encodeURIComponent(server.password)}@/${database}?host=${encodeURIComponent(server.host)}&port=${server.port}`

/** Settings every server of ours has. */
export const defaults = {
  shared_buffers: '512MB',
  max_connections: '120',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  random_page_cost: '1.1',
  idle_in_transaction_session_timeout: '60s',
  log_min_messages: 'warning',
}
