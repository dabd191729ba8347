import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Keeps } from '#kit/backup/keeps.ts'
import { whyNotStart } from '#kit/postgres/fence.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'

/** The database of this home: the one given by `DATABASE_URL`, else our own server. */
export async function openServer(home: string, log: Logger, meanwhile?: () => void): Promise<{ url: string; server?: Postgres }> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL }
  const why = whyNotStart(home)
  if (why) throw new Error(why)
  const server = await startPostgres({ home, log: line => log.info(line), ...(meanwhile && { meanwhile }) })
  return { url: postgresUrl(server), server: watched(server, home, log) }
}

/** What backups need to know of a home; only a server of ours is copied by us. */
export const keepsOf = (home: string, server: Postgres | undefined): Keeps =>
  ({ home, ...(server && { server: { adminUrl: adminUrl(server), spool: server.spool, doors: { password: server.admin.password, 'password.app': server.password } } }) })

/**
 * A server that was killed is started again (R2); whoever has opened it looks after it until `stop`. The launcher's lock
 * lets one starter in, the others adopt. The address stays the same, so that the pool finds back by itself.
 */
function watched(first: Postgres, home: string, log: Logger): Postgres {
  let server = first
  let mending: Promise<void> | undefined
  const mend = async () => {
    log.error({ pid: server.pid }, 'the database server is gone; starting it again')
    try { server = await startPostgres({ home, log: line => log.warn(line) }) } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'the database server did not start; trying again')
    }
  }
  const timer = setInterval(() => { if (!mending && !isAlive(server)) mending = mend().finally(() => { mending = undefined }) }, 500).unref()
  return {
    ...first,
    get pid() { return server.pid },
    async stop() { clearInterval(timer); await mending; await server.stop() },
  }
}

/** A number may have gone to somebody else, and a dead one may stay as a zombie without words. */
function isAlive({ pid, dataDir }: Postgres): boolean {
  try { return process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') : process.kill(pid, 0) } catch { return false }
}
