import { randomBytes } from 'node:crypto'
import { Problem } from '#kit/problem.ts'
import type { Reason } from '#kit/verdict.ts'
import { system } from '#kit/work.ts'
import { createStaff } from '#people/staff/actions.ts'
import { personOfLogin, resetPassword } from '#people/staff/admin.actions.ts'
import { createStaff as contract } from '#people/staff/contract.ts'
import { easyPassword } from '#people/staff/rules.ts'
import { withCompany } from './open.ts'
import { say, type Options } from './options.ts'

/** The password is made here and shown this once: what stands on a command line is kept by the shell. */
export async function addPerson(options: Options, login: string, { name, role }: { name: string; role: string[] }): Promise<void> {
  const password = easyPassword(randomBytes(64))
  const asked = contract.body.safeParse({ login, name, password, roles: role })
  if (!asked.success) throw new Error(asked.error.issues.map(({ path, message }) => `${String(path[0]).replace('roles', 'role')}: ${message}`).join('\n  '))
  const made = await withCompany(options, company => company.act(system, work => createStaff(work, asked.data)))
  if ('reasons' in made) throw refused(made.reasons)
  say(options, { login, password }, told(login, password))
}
/** For who forgot it, also the last of IT. */
export async function givePassword(options: Options, login: string): Promise<void> {
  const password = easyPassword(randomBytes(64))
  const { reasons } = await withCompany(options, company => company.act(system, async work => {
    const id = await personOfLogin(work, login)
    if (id === undefined) throw new Error(`nobody has the login ${login}`)
    return resetPassword(work, id, password)
  }))
  if (reasons.length) throw refused(reasons)
  say(options, { login, password }, told(login, password))
}
const refused = (reasons: Reason[]) => new Problem(409, 'may-not', 'That cannot be done with this person.', reasons)
const told = (login: string, password: string) => `${login} signs in with ${password} within 7 days, and chooses another password then`
