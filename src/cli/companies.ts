import { system } from '#kit/work.ts'
import { addToken } from '#people/staff/actions.ts'
import { roles, type Role } from '#people/staff/rules.ts'
import { prepareCompany } from '#company.ts'
import { furnish } from '#demo.ts'
import { withCompany, withServer } from './open.ts'
import { say, type Options } from './options.ts'

export async function bringUpToDate(options: Options): Promise<void> {
  const applied = await withServer(options, url => prepareCompany(url, options.company))
  say(options, { applied }, applied.length ? applied.join('\n') : 'nothing to do')
}

export async function addCompany(options: Options): Promise<void> {
  await withCompany(options, company => company.act(system, work => furnish(work, [])))
  say(options, { company: options.company }, `company ${options.company} is ready`)
}

export async function makeToken(options: Options, { role, name }: { role: string; name: string }): Promise<void> {
  if (!isRole(role)) throw new Error(`there is no role "${role}"; use one of ${roles.join(', ')}`)
  const made = await withCompany(options, company => company.act(system, work => addToken(work, { role, name })))
  say(options, { token: made.secret }, made.secret)
}
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)
