import { disksOf } from './disks.ts'
import { layErasures, type ErasureList } from './erasures.files.ts'
import { lookAt, type Look } from './look.ts'
import { carryFirst, carrySecond, type Keeps } from '#kit/backup/keeps.ts'
import { anchorsIn, appendAnchor } from '#oversight/verify/anchor.files.ts'

/** The errands of a process that may hang with a location (aside.ts). */
const errands = {
  look: (of: Look) => lookAt(of),
  disks: (places: string[]) => disksOf(places),
  first: ({ keeps, system }: { keeps: Keeps; system: string }) => carryFirst(keeps, system),
  second: ({ keeps, system }: { keeps: Keeps; system: string }) => carrySecond(keeps, system),
  erasures: (list: ErasureList) => layErasures(list),
  anchors: ({ file, company }: { file: string; company: string }) => anchorsIn(file, company),
  anchor: ({ file, line }: { file: string; line: string }) => appendAnchor(file, line),
}
export type Errands = { [E in keyof typeof errands]: (given: Parameters<typeof errands[E]>[0]) => Awaited<ReturnType<typeof errands[E]>> }

if (process.send) {
  const idleMs = 100_000
  let idle = setTimeout(() => process.exit(0), idleMs)
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ id, errand, given }: { id: number; errand: keyof Errands; given: never }) => {
    clearTimeout(idle)
    let answer: unknown, fault: string | undefined
    try { answer = await errands[errand](given) } catch (error) { fault = error instanceof Error ? error.message : String(error) }
    process.send?.({ id, answer, fault }, undefined, undefined, () => { /* who asked is gone, and this process with it */ })
    idle = setTimeout(() => process.exit(0), idleMs)
  })
}
