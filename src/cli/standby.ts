import fs from 'node:fs'
import path from 'node:path'
import { follow, makeStandby, promote, waitForStandby } from '#kit/backup/standby.ts'
import { whyNotStart } from '#kit/postgres/fence.ts'
import { adminUrl, startPostgres } from '#kit/postgres/launcher.ts'
import { bar } from './bar.ts'
import { homeFor, say, type Options } from './options.ts'

/** A second server that follows the first. It runs until it is told to leave; the first call makes it. */
export async function standBy(options: Options, { of, sync }: { of?: string; sync?: boolean }): Promise<void> {
  if (!options.home) throw new Error('name the home of the standby with --home, on another disk or machine')
  const home = homeFor(options)
  const log = (line: string) => { if (!options.json) console.error(line) }
  if (!whyNotStart(home)) {
    if (!of) throw new Error('name whom it shall follow with --of: the home of the primary, or its address postgres://danliu:…@/danliu?host=DIR')
    const isHome = !/^postgres(ql)?:/.test(of)
    const primary = isHome ? await startPostgres({ home: path.resolve(of), log: () => {} }) : undefined
    const password = primary?.admin.password ?? decodeURIComponent(/^\w+:\/\/[^:]*:([^@]*)@/.exec(of)?.[1] ?? '')
    const progress = bar(options, 'standby')
    try {
      await makeStandby({
        home, adminUrl: primary ? adminUrl(primary) : of, primaryHome: primary ? path.resolve(of) : null, log, onProgress: progress.at,
        doors: { password, ...(primary ? { 'password.app': primary.password } : {}) },
      })
    } finally { progress.end(); await primary?.stop() }
    const key = path.join(path.resolve(of), 'secret.key')
    if (isHome && fs.existsSync(key)) fs.copyFileSync(key, path.join(home, 'secret.key'))
    else if (!process.env.DANLIU_KEY) log('bring the secret.key of the house into this home too, or names and phones stay sealed')
  }
  const standby = await follow({ home, log })
  if (sync !== undefined) await waitForStandby(standby.following, sync)
  const told = async () => {
    const { receives, behindBytes, replayedAt } = await standby.look().catch(() => ({ receives: false, behindBytes: null, replayedAt: null }))
    say(options, { receives, behindBytes, replayedAt }, `${new Date().toISOString()} ${receives ? 'follows' : 'DOES NOT FOLLOW'}${behindBytes === null ? '' : `, ${behindBytes} bytes behind`}${replayedAt ? `, last change ${replayedAt.toISOString()}` : ''}`)
  }
  for (let i = 0; i < 150 && !(await standby.look().catch(() => undefined))?.receives; i++) await new Promise(done => setTimeout(done, 100))
  await told()
  const timer = setInterval(() => { void told() }, 60_000)
  const leave = async () => { clearInterval(timer); await standby.stop(); process.exit(0) }
  process.on('SIGTERM', () => { void leave() })
  process.on('SIGINT', () => { void leave() })
}

export async function takeOver(options: Options, { insist = false }: { insist?: boolean }): Promise<void> {
  if (!options.home) throw new Error('name the home of the standby with --home')
  const home = homeFor(options)
  const { following } = await promote({ home, log: line => { if (!options.json) console.error(line) }, insists: insist })
  say(options, { promoted: true, home, since: following.since }, [
    `${home} is the house now. Start it with: ./danliu serve --home '${home}'`,
    following.primaryHome ? `${following.primaryHome} is closed and does not start again; make a new standby there when it is empty` : 'The old primary must never be started again: what it took would be lost. Delete its data before the machine comes back',
  ].join('\n'))
}
