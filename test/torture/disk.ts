import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { verify } from '#oversight/verify/actions.ts'
import { fill, mount } from './disks.ts'
import { inspect, loader } from './kills.ts'
import { dice, familyOf, limits, openPlace, type Place } from './place.ts'

/** What runs full: the tables, the log of the database, the place of files sent in, the log of the house. */
export const disks = ['data', 'wal', 'intake', 'log'] as const
export type Disk = (typeof disks)[number]
const megabytes: Record<Disk, number> = { data: 300, wal: 160, intake: 4, log: 1 }

export interface Filled { attempts: number; faults: number; acknowledged: number; unknown: number; refused: number; resumedMs: Record<string, number>; seed: number; verify: Awaited<ReturnType<typeof verify>> }

/**
 * R5: every disk of a served house runs full under load, one after the other, and gets room again. Nothing acknowledged is lost, nothing is torn,
 * who is refused is told why, and the house goes on without a hand laid on it.
 */
export async function fullDisks({ seed, only = disks, say = () => {} }: { seed: number; only?: readonly Disk[]; say?: (line: string) => void }): Promise<Filled> {
  const random = dice(seed)
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-disks-'))
  fs.chmodSync(root, 0o755)
  const at = (disk: Disk) => path.join(root, disk)
  for (const disk of disks) {
    fs.mkdirSync(at(disk))
    const why = mount(at(disk), megabytes[disk])
    if (why) throw new Error(`${disk}: ${why}`)
  }
  let place: Place | undefined
  try {
    place = await openPlace({ log: () => path.join(at('log'), 'house.log'), prepare: home => {
      fs.writeFileSync(path.join(home, 'postgres.place'), `${path.join(at('data'), 'postgres')}\n`)
      fs.mkdirSync(path.join(home, 'intake'))
      fs.symlinkSync(at('intake'), path.join(home, 'intake/demo'))
    } })
    moveWal(at('data'), at('wal'))
    const load = loader(place, random)
    await place.start()
    const told = { refused: 0 }
    const resumedMs: Record<string, number> = {}
    const log = path.join(at('log'), 'house.log')
    for (const disk of only) {
      const before = load.acknowledged.size
      const ballast = path.join(at(disk), 'ballast')
      let running = load.run()
      await sleep(200 + random() * 300)
      fill(ballast)
      // The last page of a file has room though the disk has none.
      if (disk === 'log') { const { size } = fs.statSync(log); fs.appendFileSync(log, '\n'.repeat((4096 - size % 4096) % 4096)) }
      // With the tables or their log full, every sender is turned away before long; the other two stop nobody.
      if (disk === 'data' || disk === 'wal') await running.done
      else {
        // Something to log: a process of the database dies, and every connection with it.
        if (disk === 'log') crash(place)
        await sleep(700)
        running.stop()
        await running.done
      }
      const during = await lookWhileFull(place, disk)
      told.refused += during.refused
      fs.rmSync(ballast)
      const began = performance.now()
      if (disk === 'log') crash(place)
      await place.ready(began, limits.ready.postgres)
      await load.sendAgain()
      running = load.run()
      await sleep(200)
      running.stop()
      await running.done
      if (disk === 'intake' && !await sendFile(place).then(a => a.ok)) throw new Error('a file is still refused though there is room')
      resumedMs[disk] = Math.round(performance.now() - began)
      say(`${disk} full: ${load.acknowledged.size - before} acknowledged around it, ${during.said}; well again after ${resumedMs[disk]} ms`)
    }
    if (only.includes('log') && !fs.readFileSync(log, 'utf8').includes('found no room')) throw new Error('the log does not say that lines are missing')
    await place.terminate()
    const { missing, verified } = await inspect(place.home, load)
    if (missing.length) throw new Error(`seed ${seed}: ${missing.length} acknowledgements broken: ${missing.slice(0, 10).join(', ')}`)
    return { attempts: load.attempts, faults: only.length, acknowledged: load.acknowledged.size, unknown: load.unknown, refused: told.refused, resumedMs, seed, verify: verified }
  } finally {
    await place?.close()
    for (const disk of disks) spawnSync('umount', ['-l', at(disk)])
    fs.rmSync(root, { recursive: true, force: true })
  }
}

/** What the house does and says while there is no room: it lives, it reads where it can, it refuses by name and it raises the alarm. */
async function lookWhileFull(place: Place, disk: Disk): Promise<{ refused: number; said: string }> {
  const ask = (where: string, token = place.token) => fetch(place.address + where, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(limits.answer) })
  if (!(await ask('/healthz')).ok) throw new Error(`${disk} full: the house does not live`)
  if (disk === 'wal') {
    // The server stops itself rather than lose what it has said; the house is there and says that it is not ready.
    const { status } = await ask('/readyz')
    return { refused: 1, said: `readyz ${status}` }
  }
  if (disk === 'intake') {
    const refused = await sendFile(place)
    const problem = await refused.json() as { code?: string }
    if (refused.status !== 503 || problem.code !== 'no-room') throw new Error(`a file without room was answered ${refused.status} ${JSON.stringify(problem)}`)
    const left = fs.readdirSync(path.join(place.home, 'intake/demo')).filter(name => name !== 'ballast')
    if (left.length) throw new Error(`a refused file left ${left.join(', ')}`)
    return { refused: 1, said: 'a file was refused for want of room' }
  }
  if (!(await ask('/api/stages')).ok) throw new Error(`${disk} full: nothing can be read`)
  if (disk === 'log') return { refused: 0, said: 'nobody noticed' }
  const orders = await fetch(`${place.address}/api/intake/orders`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${place.token}` }, body: JSON.stringify({ shop: 'demo', orders: [bulky()] }), signal: AbortSignal.timeout(limits.answer) })
  const answer = await orders.json() as { code?: string }
  if (orders.status !== 503 || answer.code !== 'no-room') throw new Error(`an order without room was answered ${orders.status} ${JSON.stringify(answer)}`)
  // Nobody can sign in to look while nothing can be written, so the alarm is a command.
  const { said, complained } = await place.command('--json', 'doctor')
  if (!said.includes('disk-low')) throw new Error(`the doctor sees no full disk: ${said.slice(0, 400)}${complained.slice(0, 400)}`)
  return { refused: 1, said: 'an order was refused for want of room, the doctor says disk-low' }
}

function crash(place: Place) {
  const own = familyOf(place).slice(1)
  if (own.length) process.kill(own.at(-1)!, 'SIGKILL') // there is one
}

/** Too large for any gap that the tables may still have. */
const bulky = () => ({
  number: 'BULKY', placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', buyer: { account: 'bulky', name: '' }, receiver: { name: '收件人', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' },
  lines: Array.from({ length: 400 }, (_, i) => ({ sku: 'DM001', title: `${i}${'货'.repeat(380)}`, spec: '', quantity: 1, unitFen: 1 })), totalFen: 400, paidFen: 400,
})

const sendFile = (place: Place) => fetch(`${place.address}/api/intake/files?shop=demo&name=orders.csv`, {
  method: 'POST', headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${place.token}` }, body: '订单编号,买家会员名\n'.repeat(20_000), signal: AbortSignal.timeout(limits.answer),
})

/** The write-ahead log gets a disk to itself, as careful people do. The server stands still meanwhile. */
function moveWal(data: string, wal: string) {
  const from = path.join(data, 'postgres/data/pg_wal'), to = path.join(wal, 'pg_wal')
  const { uid, gid } = fs.statSync(from)
  fs.chownSync(wal, uid, gid)
  const moved = spawnSync('cp', ['-a', from, to])
  if (moved.status !== 0) throw new Error(String(moved.stderr))
  fs.rmSync(from, { recursive: true })
  fs.symlinkSync(to, from)
}
