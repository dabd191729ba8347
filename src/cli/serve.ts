import os from 'node:os'
import type { Logger } from 'pino'
import { lastingError, openLog } from '#kit/log.ts'
import { keepsOf, openServer } from '#server.ts'
import { homeFor, type Options } from './options.ts'

/** Runs the house until it is told to leave. The rooms are read in while PostgreSQL comes up, and not before it was told to: reading would hold its start back. */
export async function serve(options: Options, parts: { works: boolean; answers: boolean }): Promise<void> {
  const log = openLog(lastingError(), process.env.LOG_LEVEL || 'warn')
  const home = homeFor(options)
  let leaving = false
  let opened: Awaited<ReturnType<typeof open>> | undefined
  // Whoever is told to leave while all is coming up finishes that first: a house half open leaves nothing behind. Told twice, it goes at once.
  const leave = async (signal: NodeJS.Signals) => {
    if (leaving) { if (!opened) process.exit(128 + os.constants.signals[signal]); return }
    leaving = true
    await opening.catch(() => {}) // told where it is awaited below
    if (!opened) return
    await opened.house.close()
    await opened.server?.stop()
    process.exit(0)
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  const opening = open(options, parts, home, log).then(all => { opened = all; return all })
  const { house } = await opening
  if (!leaving) console.log(house.told)
}

async function open({ company }: Options, parts: { works: boolean; answers: boolean }, home: string, log: Logger) {
  let reading: Promise<typeof import('./house.ts')> | undefined
  const rooms = () => reading ??= import('./house.ts')
  const { url, server } = await openServer(home, log, () => { rooms().catch(() => {}) })
  const { openHouse } = await rooms()
  return { house: await openHouse({ url, home, log, company, keeps: keepsOf(home, server), ...parts }), server }
}
