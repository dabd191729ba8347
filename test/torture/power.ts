import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { verify } from '#oversight/verify/actions.ts'
import { diskInFile } from './disks.ts'
import { inspect, loader } from './kills.ts'
import { dice, familyOf, limits, openPlace, type Place } from './place.ts'

export interface Cut { attempts: number; faults: number; acknowledged: number; unknown: number; lostBytes: boolean; readyMs: { p50: number; max: number }; seed: number; verify: Awaited<ReturnType<typeof verify>> }

/**
 * R12: the power goes while orders come in. What the file system had not written is gone, the processes with it; the home is mounted again as it then is, the house started,
 * and everything it had acknowledged must be there.
 */
export async function powerCuts({ rounds, seed, say = () => {} }: { rounds: number; seed: number; say?: (line: string) => void }): Promise<Cut> {
  const random = dice(seed)
  const disk = diskInFile()
  let place: Place | undefined
  try {
    place = await openPlace({ prepare: home => {
      const why = disk.make(home)
      if (why) throw new Error(why)
    } })
    const load = loader(place, random)
    const readyMs: number[] = []
    let lostBytes = false
    await place.start()
    for (let round = 1; round <= rounds; round++) {
      const running = load.run()
      await sleep(50 + random() * 900)
      const family = familyOf(place)
      // Proof that the cut cuts: what nobody has synced is gone afterwards.
      const witness = path.join(place.home, 'witness')
      fs.writeFileSync(witness, `round ${round}`)
      const why = disk.cut()
      if (why) throw new Error(why)
      for (const pid of family) try { process.kill(pid, 'SIGKILL') } catch { /* gone already */ }
      await place.kill()
      running.stop()
      await running.done
      await disk.mountAgain()
      if (!fs.existsSync(witness) || fs.readFileSync(witness, 'utf8') !== `round ${round}`) lostBytes = true
      fs.rmSync(witness, { force: true })
      const took = await place.start()
      readyMs.push(took)
      if (took > limits.ready.postgres) throw new Error(`round ${round}, seed ${seed}: ready only after ${Math.round(took)} ms`)
      await load.sendAgain()
      say(`power ${round}/${rounds}: ready after ${Math.round(took)} ms, ${load.acknowledged.size} acknowledged, ${load.unknown} were unknown`)
    }
    await place.terminate()
    const { missing, verified } = await inspect(place.home, load)
    if (missing.length) throw new Error(`seed ${seed}: ${missing.length} acknowledgements broken: ${missing.slice(0, 10).join(', ')}`)
    const sorted = readyMs.toSorted((a, b) => a - b).map(Math.round)
    return { attempts: load.attempts, faults: rounds, acknowledged: load.acknowledged.size, unknown: load.unknown, lostBytes, readyMs: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 }, seed, verify: verified }
  } finally {
    for (const pid of place ? familyOf(place) : []) try { process.kill(pid, 'SIGKILL') } catch { /* gone already */ }
    await place?.kill().catch(() => {})
    await sleep(200)
    disk.end()
    await place?.close()
  }
}
