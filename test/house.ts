import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { openDoor, type Door } from '#kit/http/door.ts'
import { openLog } from '#kit/log.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { measure } from '#oversight/measures/actions.ts'
import { chooseOffset } from '#handbook/calendar/own.store.ts'
import { actorOf, addToken, createStaff, signIn } from '#people/staff/actions.ts'
import type { Role } from '#people/staff/rules.ts'
import { openCompany, type Company } from '../src/company.ts'
import { placeDemoOrders, seedDemo } from '../src/demo.ts'
import { allRooms } from '../src/rooms.ts'
import { runDry } from '../src/timetable.ts'
import { freshDatabase } from './database.ts'

export interface ScopeGiven { warehouses?: readonly number[]; shops?: readonly number[] }
export interface CallOptions { token?: string | undefined; body?: unknown; key?: string; raw?: string | Uint8Array; headers?: Record<string, string> }
/** An answer is whatever the contract says; tests look into it freely. */
export interface Answer { status: number; json: ReturnType<typeof JSON.parse>; headers: Headers }

export interface TestHouse {
  company: Company
  door: Door
  address: string
  /** Where its database is, for a second process beside it. */
  url: string
  /** What the house logged, line by line. */
  lines: string[]
  /** A machine's token of one role. */
  token(role: Role, scope?: ScopeGiven): Promise<string>
  /** Somebody with several roles, signed in; the secret serves as a token. */
  person(roles: readonly Role[], scope?: ScopeGiven): Promise<string>
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Everything that runs by itself has run. */
  settle(): Promise<void>
  idOf(table: 'shop' | 'warehouse' | 'carrier', code: string): Promise<number>
  close(): Promise<void>
}

/** A furnished house of one's own behind a real door: the demo's staff, products, stock and `orders` of its orders; `now` may be a clock of the test, `utcOffsetMinutes` where it stands. */
export async function openHouse({ orders = 0, now, utcOffsetMinutes, console: built, level = 'warn' }: { orders?: number; now?: () => Date; utcOffsetMinutes?: number; /** Where the built console lies, for browser tests. */ console?: string; /** From which weight on the house logs. */ level?: string } = {}): Promise<TestHouse> {
  // The furnished template is of this moment and place; a clock of the test may be of another.
  const elsewhere = now !== undefined || utcOffsetMinutes !== undefined
  const { url, drop } = await freshDatabase(elsewhere ? 'empty' : 'furnished')
  const home = await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-house-'))
  const before = process.env.DANLIU_HOME
  process.env.DANLIU_HOME = home
  const lines: string[] = []
  const company = await openCompany({ url, company: 'demo', home, log: openLog({ write: line => { lines.push(line) } }, level), ...(now && { now }) })
  if (utcOffsetMinutes !== undefined) {
    await company.act(system, work => chooseOffset(work.tx, utcOffsetMinutes))
    await company.refresh()
  }
  if (elsewhere) await seedDemo(company, orders)
  else if (orders > 0) await company.act(system, work => placeDemoOrders(work, orders))
  const door = openDoor({ ctx: company, actorOf, drainMs: 2000, counted: () => measure(company), ...(built && { console: built }) })
  allRooms(door.route, company)
  const address = await door.listen({ port: 0 })
  const tables = { shop: sql`shop`, warehouse: sql`warehouse`, carrier: sql`carrier` }

  return {
    company, door, address, url, lines,
    token: async (role, scope) => (await company.act(system, work => addToken(work, { role, name: `test ${role}`, ...scope }))).secret,
    async person(roles, scope) {
      const login = `p${randomBytes(5).toString('hex')}`
      const password = randomBytes(12).toString('hex')
      await company.act(system, work => createStaff(work, { login, name: '陈敏', password, roles, own: true, ...scope }))
      const entered = await signIn(company, { login, password, address: '127.0.0.1' })
      if (!('secret' in entered)) throw new Error('could not sign in')
      return entered.secret
    },
    async call(method, where, { token, body, key, raw, headers } = {}) {
      const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      const answer = await fetch(address + where, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }), ...(key && { 'idempotency-key': key }),
          ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers,
        },
        ...(sent !== undefined && { body: sent as BodyInit }),
      })
      // A stream has no end, and a file is looked at elsewhere.
      if (!/json/.test(answer.headers.get('content-type') ?? '')) { await answer.body?.cancel(); return { status: answer.status, headers: answer.headers, json: undefined } }
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) }
    },
    settle: () => runDry(company),
    async idOf(table, code) {
      const [row] = await company.db.rows<{ id: number }>(sql`select id from ${tables[table]} where code = ${code}`)
      if (!row) throw new Error(`no ${table} ${code}`)
      return row.id
    },
    async close() {
      await door.close()
      await company.close()
      await drop()
      await fs.rm(home, { recursive: true, force: true })
      if (before === undefined) delete process.env.DANLIU_HOME
      else process.env.DANLIU_HOME = before
    },
  }
}
