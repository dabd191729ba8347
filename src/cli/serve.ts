import { lastingError, openLog } from '#kit/log.ts'
import { keepsOf, openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

/** Runs the house until it is told to leave. The rooms are read in while PostgreSQL comes up, and not before it was told to: reading would hold its start back. */
export async function serve(options: Options, parts: { works: boolean; answers: boolean }): Promise<void> {
  const log = openLog(lastingError(), process.env.LOG_LEVEL || 'warn')
  const home = homeFor(options)
  let reading: Promise<typeof import('./house.ts')> | undefined
  const rooms = () => reading ??= import('./house.ts')
  const { url, server } = await openServer(home, log, () => { rooms().catch(() => {}) })
  const { openHouse } = await rooms()
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
