import { enqueue, type JobKind, type Workplace } from '#kit/jobs.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { tellNumbers } from '#partners/channels/actions.ts'
import { tell } from './actions.ts'
import { numbersToTell, writeUploaded } from './store.ts'

export const uploadKind = 'channel.upload'
interface ToUpload { parcel: number }

/** The channel is to know the numbers of parcels that leave; asked in the transaction in which they leave (FU-7: within 1 h). */
export const askUpload = (work: Work, parcels: readonly number[]): Promise<void> =>
  enqueue(work, parcels.map(parcel => ({ kind: uploadKind, key: String(parcel), payload: { parcel } })))

/** Tells channels the numbers, and then that they know them; a number told twice is told once here. */
export const upload: JobKind<Work, Workplace<Work> & { company: string }, ToUpload> = {
  async carryOut({ company, db, now }, jobs, signal) {
    const jobOf = new Map(jobs.map(j => [j.payload.parcel, j.id]))
    const missed = await tellNumbers(company, await numbersToTell(db, [...jobOf.keys()]), { signal, now: now() })
    return missed.map(({ parcel, ...failure }) => ({ id: jobOf.get(parcel)!, ...failure })) // every number came from a job
  },
  async settle(work, jobs) {
    const fresh = await writeUploaded(work.tx, jobs.map(j => j.payload.parcel), work.now)
    await tell(work, fresh.map(p => ({ subject: 'parcel', id: p.id, kind: 'parcel.upload' })))
  },
}
