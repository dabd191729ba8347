import type { BackupKey } from '#kit/backup/key.ts'
import { record } from '#kit/events.ts'
import { system } from '#kit/work.ts'
import { companiesOn } from '#kit/companies.ts'
import { verify } from '#oversight/verify/actions.ts'
import { eraseAgainFrom } from '#oversight/backups/erasures.actions.ts'
import { foldersOf } from '#oversight/backups/look.ts'
import { openCompany, type Company } from '#company.ts'
import { withOpen, type Opened } from './open.ts'
import type { Options } from './options.ts'

export interface Proved { name: string; ok: boolean; checks: number; bad: string[]; /** How many were erased again after a restore, and the lists of erasures that the key at hand does not open. */ again?: { erased: number; closed: string[] } }

/** Holds every company of a home against its promises; one that was restored has it written into its log, so that the cut in it is explained. */
export const proveEvery = (options: Options, restored?: { base: string; to: string | null; location: string; key: BackupKey }): Promise<Proved[]> => withOpen(options, opened => each(opened, async company => {
  const name = company.company
  const again = restored && await company.act(system, async work => {
    await record(work, [{ subject: 'company', id: 0, kind: 'company.restore', facts: { base: restored.base, to: restored.to } }])
    return eraseAgainFrom(work, { folders: foldersOf(restored.location, name), company: name, key: restored.key })
  })
  const { ok, checks } = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes })
  return { name, ok, checks: checks.length, ...(again && { again }), bad: checks.filter(c => !c.ok).map(c => `${c.name}: ${c.bad.slice(0, 3).join('; ')}`) }
}))

/** Every company of the server, brought up to date, one after the other. */
export async function each<T>({ url, home, log }: Opened, what: (company: Company) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (const name of await companiesOn(url)) {
    const company = await openCompany({ url, company: name, home, log, prepare: true, connections: 3 })
    try { answers.push(await what(company)) } finally { await company.close() }
  }
  return answers
}
