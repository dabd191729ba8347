import { lastingError, openLog } from '#kit/log.ts'
import { keepsOf, openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

/** Runs the house until it is told to leave. PostgreSQL comes up while the rooms are read in. */
export async function serve(options: Options, parts: { works: boolean; answers: boolean }): Promise<void> {
  const log = openLog(lastingError(), process.env.LOG_LEVEL || 'warn')
  const home = homeFor(options)
  const [{ url, server }, { openHouse }] = await Promise.all([openServer(home, log), import('./house.ts')])
  const house = await openHouse({ url, home, log, company: options.company, keeps: keepsOf(home, server), ...parts })
  if (house.told) console.log(house.told)
  let leaving = false
  const leave = async () => {
    if (leaving) return
    leaving = true
    await house.close()
    await server?.stop()
    process.exit(0)
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
}
