import { system } from '#kit/work.ts'
import { chooseOffset } from '#handbook/calendar/own.store.ts'
import { askErasure, orderOfNumber, personOf } from '#journey/erasing/actions.ts'
import { addToken } from '#people/staff/actions.ts'
import { roles, type Role } from '#people/staff/rules.ts'
import { prepareCompany } from '#company.ts'
import { furnish } from '#demo.ts'
import { withCompany, withServer } from './open.ts'
import { list, say, type Options } from './options.ts'

export async function bringUpToDate(options: Options): Promise<void> {
  const applied = await withServer(options, url => prepareCompany(url, options.company))
  say(options, { applied }, applied.length ? applied.join('\n') : 'nothing to do')
}

export async function addCompany(options: Options, { utcOffset }: { utcOffset?: string }): Promise<void> {
  const minutes = utcOffset === undefined ? undefined : minutesOf(utcOffset)
  await withCompany(options, company => company.act(system, async work => {
    if (minutes !== undefined && await chooseOffset(work.tx, minutes) !== minutes) throw new Error(`company ${options.company} has its time already; it is chosen once, because days that are counted stay as they are`)
    await furnish(work, [])
  }))
  say(options, { company: options.company }, `company ${options.company} is ready`)
}

export async function makeToken(options: Options, { role, name }: { role: string; name: string }): Promise<void> {
  if (!isRole(role)) throw new Error(`there is no role "${role}"; use one of ${roles.join(', ')}`)
  const made = await withCompany(options, company => company.act(system, work => addToken(work, { role, name })))
  say(options, { token: made.secret }, made.secret)
}
/** A person at the console approves it; the machine's word alone erases nobody. */
export async function askToErase(options: Options, number: string, reason: string): Promise<void> {
  const asked = await withCompany(options, company => company.act(system, async work => {
    const order = await orderOfNumber(work.tx, number)
    if (order === undefined) throw new Error(`there is no order ${number}`)
    return { approval: await askErasure(work, order, reason), orders: (await personOf(work, order)).orders.map(o => o.number) }
  }))
  say(options, asked, `request ${asked.approval} waits for a manager or IT on the page Approvals: ${asked.orders.length} orders of the person${list(asked.orders)}`)
}
/** `+05:30` or `-3` as minutes. */
function minutesOf(text: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2})(?::([0-5]\d))?$/.exec(text) ?? []
  const east = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  if (!(Math.abs(east) <= 840)) throw new Error(`"${text}" is no offset from UTC: write +09:00 or -3`)
  return east
}
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)
