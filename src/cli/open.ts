import { openLog } from '#kit/log.ts'
import { openCompany, type Company } from '#company.ts'
import { openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

/** Opens the database for one command; the server stays up afterwards while another process uses it. */
export async function withServer<T>(options: Options, what: (url: string, home: string) => Promise<T>): Promise<T> {
  const home = homeFor(options)
  const { url, server } = await openServer(home, log)
  try { return await what(url, home) } finally { await server?.stop() }
}

/** Opens the company, brought up to date, for one command. `now` may be a simulated clock. */
export const withCompany = <T>(options: Options, what: (company: Company) => Promise<T>, now?: () => Date): Promise<T> => withServer(options, async (url, home) => {
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, ...(now && { now }) })
  try { return await what(company) } finally { await company.close() }
})

const log = openLog(process.stderr as never, process.env.LOG_LEVEL || 'warn')
