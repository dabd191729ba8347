import { readFileSync } from 'node:fs'
import { openLog } from '#kit/log.ts'
import { openCompany, type Company } from '#company.ts'
import { openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

/** Opens the database for one command; the server stays up afterwards only if it was up before. */
export async function withServer<T>(options: Options, what: (url: string, home: string) => Promise<T>): Promise<T> {
  const home = homeFor(options)
  const { url, server } = await openServer(home, log)
  try { return await what(url, home) } finally {
    if (server && !isServed(server.pid)) await server.stop()
  }
}

/** Opens the company, brought up to date, for one command. `now` may be a simulated clock. */
export const withCompany = <T>(options: Options, what: (company: Company) => Promise<T>, now?: () => Date): Promise<T> => withServer(options, async (url, home) => {
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, ...(now && { now }) })
  try { return await what(company) } finally { await company.close() }
})

const log = openLog(process.stderr as never, process.env.LOG_LEVEL || 'warn')
const startedAt = Date.now()

/** A server older than this command belongs to somebody else: a running `serve`. */
const isServed = (pid: number) => {
  try { return serverAge(pid) > Date.now() - startedAt + 1500 } catch { return false }
}
const serverAge = (pid: number) => {
  const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19])
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000 - ticks * 10
}
