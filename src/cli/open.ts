import type { Logger } from 'pino'
import { openLog } from '#kit/log.ts'
import type { Postgres } from '#kit/postgres/launcher.ts'
import { openCompany, type Company } from '#company.ts'
import { openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

export interface Opened { url: string; home: string; server: Postgres | undefined; log: Logger }

/** Opens the database for one command; the server stays up afterwards while another process uses it. */
export async function withOpen<T>(options: Options, what: (opened: Opened) => Promise<T>): Promise<T> {
  const home = homeFor(options)
  const { url, server } = await openServer(home, log)
  try { return await what({ url, home, server, log }) } finally { await server?.stop() }
}
export const withServer = <T>(options: Options, what: (url: string, home: string) => Promise<T>): Promise<T> => withOpen(options, ({ url, home }) => what(url, home))

/** Opens the company, brought up to date, for one command. `now` may be a simulated clock. */
export const withCompany = <T>(options: Options, what: (company: Company) => Promise<T>, now?: () => Date): Promise<T> => withServer(options, async (url, home) => {
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, ...(now && { now }) })
  try { return await what(company) } finally { await company.close() }
})

const log = openLog(process.stderr as never, process.env.LOG_LEVEL || 'warn')
