import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog } from '#kit/log.ts'
import { Moving } from '#kit/db.ts'
import type { Side } from '#kit/move/copy.ts'
import { giveUp, moveCompany } from '#kit/move/move.ts'
import { findsUsIn } from '#kit/postgres/far.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'
import { root } from '#kit/root.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { verify } from '#oversight/verify/actions.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { openCompany, prepareCompany, type Company } from '../../src/company.ts'
import { seedDemo } from '../../src/demo.ts'
import { runDry, startTimetable } from '../../src/timetable.ts'
import { dice } from './place.ts'

export interface MovedAbout { moves: number; brokenOff: number; seed: number; acknowledged: number; refusedInPause: number; pauseMs: { p50: number; max: number }; waitedMs: number; missing: string[]; doubled: string[]; verify: Awaited<ReturnType<typeof verify>> }

const settings = { shared_buffers: '32MB', archive_mode: 'off', max_connections: '60' }

/** R15: a company goes back and forth between two servers while orders come in and the timetable works on them; some moves are broken off on the way and taken up again, or taken back. */
export async function movedAbout({ moves, seed, say = () => {} }: { moves: number; seed: number; say?: (line: string) => void }): Promise<MovedAbout> {
  const random = dice(seed)
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-move-'))
  fs.chmodSync(place, 0o755)
  const homes = ['one', 'two'].map(name => path.join(fs.realpathSync(place), name))
  const servers: Postgres[] = []
  let company: Company | undefined
  try {
    for (const home of homes) servers.push(await startPostgres({ home, settings, log: () => {} }))
    // The second as if it were on another machine: a folder with its doors here, and one of ours there; what SSH would forward is a link.
    const far = path.join(place, 'far'), ours = path.join(place, 'ours')
    for (const [folder, { host }] of [[far, servers[1]!], [ours, servers[0]!]] as const) { fs.mkdirSync(folder); fs.symlinkSync(path.join(host, '.s.PGSQL.5432'), path.join(folder, '.s.PGSQL.5432')) }
    fs.writeFileSync(path.join(far, 'postgres.far'), `${ours}\n`)
    fs.writeFileSync(path.join(far, 'password'), servers[1]!.admin.password)
    fs.writeFileSync(path.join(far, 'password.app'), servers[1]!.password)
    servers.push(await startPostgres({ home: far, log: () => {} }))
    const sides = [[homes[0]!, servers[0]!], [fs.realpathSync(far), servers[2]!]].map(([home, server]): Side => ({ home: home as string, adminUrl: adminUrl(server as Postgres), owner: 'danliu_app', findsUsIn: findsUsIn(home as string) }))
    const log = openLog(process.stderr as never, 'fatal')
    const secret = { home: homes[0]!, log, company: 'demo' }
    await prepareCompany(postgresUrl(servers[0]!), 'demo')
    const house = company = await openCompany({ ...secret, url: postgresUrl(servers[0]!) })
    await seedDemo(house, 30)
    const timetable = startTimetable(house)
    const acknowledged = new Set<string>()
    let refusedInPause = 0, waitedMs = 0, next = 0, loading = true, fault: unknown
    const [shop] = await house.db.rows<{ id: number }>(sql`select id from shop where code = 'demo'`)
    const senders = [1, 2, 3].map(async () => {
      while (loading) {
        const numbers = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `MV${next++}`)
        const at = house.now().toISOString()
        const orders = numbers.map(number => ({ number, placedAt: at, paidAt: at, receiver: { province: '浙江省', token: number }, lines: [{ sku: `DM00${1 + next % 6}`, quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }))
        const began = performance.now()
        for (;;) {
          try {
            await house.act(system, work => takeOrders(work, shop!.id, orders))
            break
          } catch (error) {
            if (!(error instanceof Moving) && !/terminat/.test(String(error))) { fault = error; loading = false; return }
            refusedInPause++
            await sleep(20)
          }
        }
        waitedMs = Math.max(waitedMs, performance.now() - began)
        for (const number of numbers) acknowledged.add(number)
        await sleep(40)
      }
    })
    const pauses: number[] = []
    let at = 0, brokenOff = 0
    for (let done = 0; done < moves;) {
      const way = { company: 'demo', from: sides[at]!, to: sides[1 - at]!, migrations: path.join(root, 'migrations') }
      await sleep(200 + random() * 300)
      const breakAt = random() < 0.4 || (moves <= 2 && done === 0) ? ['following', 'before the stop', 'stopped', 'settled'][Math.floor(random() * 4)] : undefined
      const failing = breakAt === undefined ? undefined : async (step: string) => { if (step === breakAt) throw new Error(`broken off: ${step}`) }
      try {
        if (failing) {
          await moveCompany({ ...way, between: failing }).then(() => { throw new Error('was not broken off') }, (error: Error) => { if (!error.message.startsWith('broken off')) throw error })
          brokenOff++
          if (random() < 0.3) { await giveUp(way); say(`taken back after: ${breakAt}`); continue }
        }
        const moved = await moveCompany(way)
        pauses.push(moved.pauseMs)
        say(`move ${++done}/${moves}: ${moved.seconds} s, ${moved.events} events, pause ${moved.pauseMs} ms${breakAt ? `, after it broke off ${breakAt}` : ''}, ${acknowledged.size} acknowledged`)
        at = 1 - at
      } catch (error) { throw new Error(`move ${done + 1}, seed ${seed}${breakAt ? `, broken off ${breakAt}` : ''}`, { cause: error }) }
      if (fault) break
    }
    loading = false
    await Promise.all(senders)
    if (fault) throw new Error(`a sender was refused, seed ${seed}`, { cause: fault })
    await timetable.stop()
    await runDry(house)
    const rows = await house.db.rows<{ number: string; orders: number }>(sql`select p.number, count(o.id) as orders from platform_order p left join orders o on o.source_id = p.id where p.number like 'MV%' group by p.number order by p.number`)
    const found = new Map(rows.map(r => [r.number, r.orders]))
    const sorted = pauses.toSorted((a, b) => a - b)
    return {
      moves, brokenOff, seed, acknowledged: acknowledged.size, refusedInPause, pauseMs: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 }, waitedMs: Math.round(waitedMs),
      missing: [...acknowledged].filter(n => !found.has(n)), doubled: rows.filter(r => r.orders !== 1 || !acknowledged.has(r.number)).map(r => r.number),
      verify: await verify(house.db, { book: house.workOf(house.db, system).book, vault: house.vault, utcOffsetMinutes: house.utcOffsetMinutes }),
    }
  } finally {
    await company?.close().catch(() => {})
    for (const server of servers) await server.stop().catch(() => {})
    fs.rmSync(place, { recursive: true, force: true, maxRetries: 5 })
  }
}
