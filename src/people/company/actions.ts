import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import type { Tongue } from '#kit/words.ts'
import type { Work } from '#kit/work.ts'
import type { Role } from '#people/staff/rules.ts'
import * as store from './store.ts'

export interface Company { name: string; sender: store.Sender; secondStepRoles: readonly Role[]; paperTongue: Tongue; changed: { at: Date; by: string } | null }
const nobody: store.Sender = { name: '', phone: '', province: '', city: '', district: '', street: '' }

/** What the company says of itself; one that has said nothing goes by its code. */
export async function companyOf(db: Db, code: string): Promise<Company> {
  const kept = await store.settings(db)
  const said = Object.fromEntries(kept.map(s => [s.name, s.value])) as store.Settings // only putSettings writes them
  const last = kept.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]
  return { name: said.name ?? code, sender: said.sender ?? nobody, secondStepRoles: said.secondStepRoles ?? [], paperTongue: said.paperTongue ?? 'zh-CN', changed: last ? { at: last.at, by: last.by } : null }
}

/** The log keeps old and new; the sender's phone stays out of it, as every phone. */
export async function changeCompany(work: Work, code: string, given: store.Settings): Promise<void> {
  const was = await companyOf(work.tx, code)
  await store.putSettings(work.tx, given, work.now, work.actor.name)
  const told = ({ name, sender: { phone: _, ...sender }, secondStepRoles, paperTongue }: Company | (Company & store.Settings)) => ({ name, sender, secondStepRoles, paperTongue })
  await record(work, [{ subject: 'company', id: 0, kind: 'company.changed', facts: { from: told(was), to: told({ ...was, ...given }) } }])
}
