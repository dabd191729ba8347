import { record } from '#kit/events.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import * as waves from './waves.store.ts'

/** A picker takes a wave (领单): the one named, or the oldest that nobody has. Asked again, one's own comes back. */
export async function takeWave(work: Work, { wave, warehouseId }: { wave: number | null; warehouseId: number | null }): Promise<{ wave: number | null; reasons: Reason[] }> {
  const taken = await waves.takeWave(work.tx, work.actor.scope, { wave, warehouseId, by: work.actor.id, at: work.now })
  if (taken) {
    await record(work, [{ subject: 'wave', id: taken.id, kind: 'wave.take' }])
    return { wave: taken.id, reasons: [] }
  }
  if (wave === null) return { wave: null, reasons: [reason('no-wave-waits')] }
  const found = await waves.findWave(work.tx, work.actor.scope, wave)
  return { wave: null, reasons: [!found ? reason('wave-unknown') : found.state !== 'open' ? reason('wave-done') : reason('taken-by-another', { picker: found.picker })] }
}

/** Gives a wave back so that another may take it; who plans may take it from anybody. */
export async function leaveWave(work: Work, wave: number): Promise<boolean> {
  const anybody = work.actor.roles.some(r => ['clerk', 'manager', 'system'].includes(r))
  const left = await waves.leaveWave(work.tx, work.actor.scope, { wave, by: work.actor.id, anybody })
  await record(work, left.map(({ id }) => ({ subject: 'wave', id, kind: 'wave.leave' })))
  return left.length > 0
}
