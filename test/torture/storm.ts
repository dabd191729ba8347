import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openLog } from '#kit/log.ts'
import type { verify } from '#oversight/verify/actions.ts'
import { openCompany, type Company } from '../../src/company.ts'
import { diskInFile, fill, whyNoDiskInFile, type DiskInFile } from './disks.ts'
import { inspect, loader } from './kills.ts'
import { childrenOf, dice, killPostgres, limits, openPlace, root, urlOf, type Place } from './place.ts'
import { deeds } from './saga.ts'

/** Faults of every group: crashes, disks, the database's patience, other processes, the channel. */
export const kinds = ['kill-house', 'restart-house', 'freeze-house', 'kill-postmaster', 'kill-postgres', 'kill-backend', 'lock-orders', 'idle-transaction', 'long-report', 'vacuum-and-index', 'channel-closed', 'worker-comes-and-dies', 'disk-full', 'power-cut'] as const
export type Kind = (typeof kinds)[number]
export interface Planned { atMs: number; kind: Kind; /** How long it lasts, where it lasts. */ forMs: number }

/** The same seed plans the same faults, whatever the machine makes of them. */
export function planOf(seed: number, hours: number, possible: readonly Kind[] = kinds): Planned[] {
  const random = dice(seed)
  const plan: Planned[] = []
  for (let atMs = 2000 + random() * 2000; atMs < hours * 3_600_000; atMs += 3000 + random() * 9000) plan.push({ atMs: Math.round(atMs), kind: possible[Math.floor(random() * possible.length)]!, forMs: Math.round(300 + random() * 2700) })
  return plan
}

export interface Stormed { attempts: number; faults: number; byKind: Record<string, number>; acknowledged: number; unknown: number; cancelled: number; completed: number; stumbles: number; seed: number; without?: string; verify: Awaited<ReturnType<typeof verify>> }

/** L3: the house is served, orders come in, people work them through to completed, and the plan's faults happen one after the other; then everything is counted. */
export async function storm({ hours, seed, say = () => {} }: { hours: number; seed: number; say?: (line: string) => void }): Promise<Stormed> {
  const without = whyNoDiskInFile()
  const plan = planOf(seed, hours, without ? kinds.filter(k => k !== 'disk-full' && k !== 'power-cut') : kinds)
  say(`${plan.length} faults planned by seed ${seed}${without ? `, none of disks: ${without}` : ''}`)
  const disk = without ? undefined : diskInFile(20 * 2 ** 30)
  let place: Place | undefined
  try {
    place = await openPlace({ prepare: home => { const why = disk?.make(home); if (why) throw new Error(why) } })
    await place.start()
    const load = loader(place, dice(seed + 1))
    const staff = people(place)
    const byKind: Record<string, number> = {}
    const began = performance.now()
    for (const [i, fault] of plan.entries()) {
      // Orders come in until the moment of the fault; a sender that loses an answer asks again after it.
      const running = load.run()
      await sleep(Math.max(50, began + fault.atMs - performance.now()))
      await strike(place, fault, disk)
      running.stop()
      await running.done
      await place.ready(performance.now(), limits.ready.postgres)
      await load.sendAgain()
      byKind[fault.kind] = (byKind[fault.kind] ?? 0) + 1
      say(`${i + 1}/${plan.length} ${fault.kind}: ${load.acknowledged.size} acknowledged, ${load.unknown} were unknown, people stumbled ${staff.stumbles} times`)
    }
    const { stumbles } = await staff.goHome()
    await place.terminate()
    const { missing, completed, verified } = await inspect(place.home, load)
    if (missing.length) throw new Error(`seed ${seed}: ${missing.length} acknowledgements broken: ${missing.slice(0, 10).join(', ')}`)
    return { attempts: load.attempts, faults: plan.length, byKind, acknowledged: load.acknowledged.size, unknown: load.unknown, cancelled: load.cancelled.size, completed, stumbles, seed, ...(without && { without }), verify: verified }
  } finally {
    const family = place?.postmaster()
    if (disk) {
      if (family) for (const pid of [family, ...childrenOf(family)]) try { process.kill(pid, 'SIGKILL') } catch { /* gone already */ }
      await place?.kill().catch(() => {})
      await sleep(200)
      disk.end()
    }
    await place?.close()
  }
}

/** People at their stations, who look again at what stands there when something did not work. */
function people(place: Place) {
  let stopped = false, stumbles = 0
  let company: Company | undefined
  const done = (async () => {
    while (!stopped) {
      for (const [, deed] of deeds) {
        if (stopped) break
        try {
          company ??= await openCompany({ url: urlOf(place.home), company: 'demo', home: place.home, log: openLog({ write() {} }, 'silent'), connections: 4 })
          await deed(company, () => {})
        } catch { stumbles++; await sleep(200) }
      }
      await sleep(50)
    }
    await company?.close().catch(() => {})
  })()
  return { get stumbles() { return stumbles }, async goHome() { stopped = true; await done; return { stumbles } } }
}

/** Carries a fault out and answers when it is over; the house may still be finding its feet. */
async function strike(place: Place, { kind, forMs }: Planned, disk: DiskInFile | undefined): Promise<void> {
  const ask = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: urlOf(place.home), options: '-c search_path=demo' } as pg.ClientConfig)
    client.on('error', () => {})
    await client.connect()
    return { client, run: async () => { for (const one of statements) await client.query(one) } }
  }
  const dead = async (all: boolean) => {
    const began = performance.now()
    const pid = killPostgres(place, all)
    await place.ready(began, limits.ready.postgres, () => ![undefined, pid].includes(place.postmaster()))
  }
  switch (kind) {
    case 'kill-house': await place.kill(); await place.start(); break
    case 'restart-house': await place.terminate(); await place.start(); break
    case 'freeze-house': await place.freeze(forMs); break
    case 'kill-postmaster': await dead(false); break
    case 'kill-postgres': await dead(true); break
    case 'kill-backend': {
      // One of its processes dies by nine, and the postmaster takes all the others down: a crash without a new postmaster.
      const own = childrenOf(place.postmaster()!)
      if (own.length) try { process.kill(own.at(-1)!, 'SIGKILL') } catch { /* gone already */ }
      await sleep(300)
      break
    }
    case 'lock-orders': case 'idle-transaction': {
      const { client } = await ask()
      await client.query('begin')
      await client.query(kind === 'lock-orders' ? 'lock table orders in exclusive mode' : 'select id from orders order by id limit 50 for update')
      await sleep(forMs)
      await client.end().catch(() => {})
      break
    }
    case 'long-report': {
      const { client } = await ask()
      await client.query('begin isolation level repeatable read')
      await client.query('select count(*) from event a cross join (select 1 from generate_series(1, 20)) b')
      await sleep(forMs)
      await client.end().catch(() => {})
      break
    }
    case 'vacuum-and-index': {
      const { client, run } = await ask('vacuum analyze orders', 'vacuum analyze event', 'drop index if exists storm_index', 'create index concurrently storm_index on event (subject, at)', 'drop index storm_index')
      await run()
      await client.end()
      break
    }
    case 'channel-closed': {
      // A file cannot be written where a directory stands.
      const file = path.join(place.home, 'outbox/demo/demo.ndjson'), aside = `${file}.aside`
      fs.mkdirSync(path.dirname(file), { recursive: true })
      const there = fs.existsSync(file)
      if (there) fs.renameSync(file, aside)
      fs.mkdirSync(file)
      await sleep(forMs)
      fs.rmdirSync(file)
      if (there) fs.renameSync(aside, file)
      break
    }
    case 'worker-comes-and-dies': {
      const worker: ChildProcess = spawn(path.join(root, 'danliu'), ['--home', place.home, '--company', 'demo', 'work'], { stdio: 'ignore', env: place.env })
      await sleep(1500 + forMs)
      worker.kill('SIGKILL')
      break
    }
    case 'disk-full': {
      const ballast = path.join(place.home, 'ballast')
      fill(ballast)
      await sleep(forMs)
      fs.rmSync(ballast)
      // Without it a power cut within seconds brings the ballast back, and the disk is full for good.
      flush(place.home)
      break
    }
    case 'power-cut': {
      const pid = place.postmaster()
      const family = pid ? [pid, ...childrenOf(pid)] : []
      const why = disk!.cut() // planned only where there is one
      if (why) throw new Error(why)
      for (const one of family) try { process.kill(one, 'SIGKILL') } catch { /* gone already */ }
      await place.kill()
      await disk!.mountAgain()
      await place.start()
      break
    }
  }
}

/** What was done in a directory stays done, whatever the power does. */
function flush(directory: string): void {
  const open = fs.openSync(directory, 'r')
  try { fs.fsyncSync(open) } finally { fs.closeSync(open) }
}
