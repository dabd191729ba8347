import { forgetAnswers } from '#kit/http/once.ts'
import { forgetJobs, workOff } from '#kit/jobs.ts'
import { upload, uploadKind } from '#journey/parcel/upload.actions.ts'
import type { Company } from './company.ts'

/** What is done outside the database, by kind: how a set of it is done. Enqueued where the change is made. */
const kinds = { [uploadKind]: upload }

/** Does the next due set of every kind; one kind that fails keeps no other from its work. Answers how many jobs were taken up. */
export async function doJobs(company: Company): Promise<number> {
  const done = await Promise.allSettled(Object.entries(kinds).map(([name, kind]) => workOff(company, name, kind)))
  const fault = done.find(d => d.status === 'rejected')
  if (fault) throw fault.reason
  return done.reduce((sum, d) => sum + (d.status === 'fulfilled' ? d.value : 0), 0)
}

/** Jobs that are over, and answers that nobody will ask for again. */
export const forgetOldJobs = async (company: Company): Promise<number> => await forgetJobs(company.db, company.now()) + await forgetAnswers(company.db, company.now())
