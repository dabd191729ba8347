import { randomBytes } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Ctx } from '#kit/context.ts'
import { openDb } from '#kit/db.ts'
import { openDoor, type Door } from '#kit/http/door.ts'
import { openLog } from '#kit/log.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { freshDatabase } from '../../../test/database.ts'
import { actorOf, addToken, createStaff, forgetActors, type Newcomer } from './actions.ts'
import { staffRoutes } from './routes.ts'

const parts: { door?: Door; ctx?: Ctx; drop?: () => Promise<void> } = {}
const lines: string[] = []
const start = Date.parse('2026-03-02T01:00:00Z')
let shifted = 0
const hour = 3600_000
const password = '一匹马两匹马三匹马四'
let it = ''

beforeAll(async () => {
  const { url, drop } = await freshDatabase()
  const db = openDb({ url, schema: 'demo', connections: 8 })
  const ctx: Ctx = {
    company: 'demo', db, vault: vaultOf(randomBytes(32), 'demo'), now: () => new Date(start + shifted), utcOffsetMinutes: 480, log: openLog({ write: line => { lines.push(line) } }, 'debug'),
  }
  const door = openDoor({ ctx, actorOf })
  staffRoutes(door.route)
  Object.assign(parts, { door, ctx, drop })
  it = (await db.transaction(tx => addToken({ tx, now: ctx.now(), actor: system, vault: ctx.vault }, { role: 'it', name: 'tests' }))).secret
})
afterAll(async () => {
  await parts.door?.close()
  await parts.ctx?.db.end()
  await parts.drop?.()
})
// Each test stands in a quarter of an hour of its own, so that one's failed sign-ins do not count in another.
beforeEach(() => { shifted += hour })

const ask = async (options: InjectOptions) => {
  const { statusCode, headers, payload } = await parts.door!.app.inject({ remoteAddress: '10.0.0.1', ...options })
  return { status: statusCode, headers, json: JSON.parse(payload) }
}
const asIt = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) => ask({
  method, url, headers: { authorization: `Bearer ${it}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { payload: JSON.stringify(body) }),
})
const signIn = (login: string, secret: string, more: { cookie?: string; address?: string } = {}) => ask({
  method: 'POST', url: '/api/session', remoteAddress: more.address ?? '10.0.0.1', payload: JSON.stringify({ login, password: secret }),
  headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...(more.cookie && { cookie: more.cookie }) },
})
const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';', 1)[0]!
const me = (cookie: string) => ask({ url: '/api/me', headers: { cookie } })
const person = async (login: string, more: Partial<Newcomer> = {}) => {
  const { ctx } = parts
  const made = await ctx!.db.transaction(tx => createStaff({ tx, now: ctx!.now(), actor: system, vault: ctx!.vault }, { login, name: '陈敏', password, roles: ['clerk'], own: true, ...more }))
  if (!('id' in made)) throw new Error(made.reasons[0]!.code)
  return made.id
}
const aSecond = () => new Promise(done => setTimeout(done, 950))

test('IT-3 · who signs in carries their roles and the warehouses and shops they may see', async () => {
  const made = await asIt('POST', '/api/staff', { login: 'chen.min', name: '陈敏', password, roles: ['clerk', 'packer'], warehouses: ['3', '5'] })
  expect(made.status).toBe(200)
  const answer = await signIn('chen.min', password)
  expect(answer.json).toEqual({ id: made.json.id, name: '陈敏', roles: ['clerk', 'packer'], warehouses: ['3', '5'], shops: null, utcOffsetMinutes: 480, owes: 'password-needed' })
  expect(String(answer.headers['set-cookie'])).toMatch(/^danliu=ds_[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/)
  expect((await me(cookieOf(answer))).json).toEqual(answer.json)
  const secret = cookieOf(answer).slice('danliu='.length)
  expect(await actorOf(parts.ctx!, secret)).toMatchObject({ scope: { warehouses: [3, 5], shops: null } })
  expect((await ask({ url: '/api/staff', headers: { cookie: cookieOf(answer) } })).status).toBe(403)
  expect((await asIt('GET', '/api/staff')).json.staff).toEqual([expect.objectContaining({ login: 'chen.min', active: true })])
})

test('IT-3 · over TLS the cookie is __Host- and Secure', async () => {
  const door = openDoor({ ctx: parts.ctx!, actorOf, secure: true })
  staffRoutes(door.route)
  await person('secure')
  const { headers } = await door.app.inject({ method: 'POST', url: '/api/session', payload: JSON.stringify({ login: 'secure', password }), headers: { 'content-type': 'application/json' } })
  expect(headers['set-cookie']).toMatch(/^__Host-danliu=.*; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/)
  expect(headers['strict-transport-security']).toBeDefined()
  await door.close()
})

test('ASVS 6.2.8 · a password is taken exactly: no other case, nothing cut off or added; only how a keyboard composes a sign does not matter', async () => {
  const exact = 'Grüße von der Straße 42'
  await person('exact', { password: exact })
  const enter = async (given: string) => { shifted += hour; return (await signIn('exact', given)).status }
  for (const near of [exact.toLowerCase(), ` ${exact}`, `${exact} `, exact.slice(0, -1), exact.replace('ß', 'ss')]) expect([near, await enter(near)]).toEqual([near, 401])
  expect([await enter(exact), await enter(exact.normalize('NFD'))]).toEqual([200, 200])
})

test('S13 · columns of the table that are no business of the caller are refused', async () => {
  const body = { login: 'mass', name: 'x', password, roles: ['clerk'] }
  for (const [field, value] of Object.entries({ id: '1', active: true, created_at: '2020-01-01', hash: 'x', kind: 'token', staff_id: 1 })) {
    const { status, json } = await asIt('POST', '/api/staff', { ...body, [field]: value })
    expect([field, status, json.reasons[0].code]).toEqual([field, 422, 'unknown-field'])
  }
  expect((await asIt('POST', '/api/staff', { ...body, roles: ['system'] })).status).toBe(422)
  expect((await asIt('POST', '/api/staff', { ...body, password: '123456789' })).json.reasons).toEqual([{ code: 'password-length', values: { least: 10, most: 200 } }])
  expect((await asIt('POST', '/api/staff', body)).status).toBe(200)
  expect((await asIt('POST', '/api/staff', body)).json).toMatchObject({ status: 409, code: 'login-taken' })
})

test('S6 · signing in gives a new secret and ends the session the browser came with', async () => {
  await person('rotate')
  const first = cookieOf(await signIn('rotate', password))
  const second = cookieOf(await signIn('rotate', password, { cookie: first }))
  expect(second).not.toBe(first)
  expect((await me(first)).status).toBe(401)
  expect((await me(second)).status).toBe(200)
  const planted = cookieOf(await signIn('rotate', password, { cookie: `danliu=ds_${'a'.repeat(43)}` }))
  expect(planted).not.toContain('aaaa')
  expect((await me(second)).status).toBe(200)
})

test('S6 · after signing out the secret is worth nothing', async () => {
  await person('leaves')
  const cookie = cookieOf(await signIn('leaves', password))
  const out = await ask({ method: 'DELETE', url: '/api/session', headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  expect(String(out.headers['set-cookie'])).toContain('Max-Age=0')
  expect((await me(cookie)).status).toBe(401)
})

test('S6 · a disabled person is out at once, here and within a second elsewhere', async () => {
  const id = await person('goes')
  const cookie = cookieOf(await signIn('goes', password))
  expect((await me(cookie)).status).toBe(200)
  expect((await asIt('POST', `/api/staff/${id}/disable`)).status).toBe(200)
  expect((await me(cookie)).status).toBe(401)
  expect((await signIn('goes', password)).status).toBe(401)
  expect((await asIt('POST', `/api/staff/${id}/disable`)).status).toBe(404)

  await person('elsewhere')
  const other = cookieOf(await signIn('elsewhere', password))
  expect((await me(other)).status).toBe(200)
  await parts.ctx!.db.rows(sql`update staff set active = false where login = 'elsewhere'`)
  await aSecond()
  expect((await me(other)).status).toBe(401)
})

test('S6 · a changed role counts within a second', async () => {
  await person('changes')
  const cookie = cookieOf(await signIn('changes', password))
  const staff = () => ask({ url: '/api/staff', headers: { cookie } })
  expect((await staff()).status).toBe(403)
  await parts.ctx!.db.rows(sql`update staff set roles = '{it}' where login = 'changes'`)
  await aSecond()
  expect((await staff()).status).toBe(200)
})

test('S6 · a session ends after 12 idle hours, and after 7 days in any case', async () => {
  await person('idle')
  const begin = shifted
  const cookie = cookieOf(await signIn('idle', password))
  for (let at = 11; at < 7 * 24; at += 11) {
    shifted = begin + at * hour
    forgetActors(parts.ctx!.db)
    expect((await me(cookie)).status).toBe(200)
  }
  shifted = begin + 7 * 24 * hour + 1
  forgetActors(parts.ctx!.db)
  expect((await me(cookie)).status).toBe(401)
  const other = cookieOf(await signIn('idle', password))
  shifted += 12 * hour + 1
  expect((await me(other)).status).toBe(401)
})

test('the last of IT and oneself cannot be disabled', async () => {
  await parts.ctx!.db.rows(sql`update staff set active = false where 'it' = any(roles) and password is not null`)
  const id = await person('boss', { roles: ['it'] })
  expect((await asIt('POST', `/api/staff/${id}/disable`)).json).toMatchObject({ status: 409, reasons: [{ code: 'last-it' }] })
  const cookie = cookieOf(await signIn('boss', password))
  await person('boss2', { roles: ['it'] })
  const self = await ask({ method: 'POST', url: `/api/staff/${id}/disable`, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  expect(self.json).toMatchObject({ status: 409, reasons: [{ code: 'oneself' }] })
})

test('S7 · an unknown login and a wrong password get the same answer in the same time', async () => {
  await person('known')
  await signIn('nobody0', 'wrong wrong wrong')
  const time = async (login: string, address: string) => {
    const at = performance.now()
    const { json, status } = await signIn(login, 'wrong wrong wrong', { address })
    const taken = performance.now() - at
    expect({ ...json, requestId: '' }).toEqual({
      type: 'urn:danliu:problem:wrong-login', title: 'Unauthorized', status: 401, code: 'wrong-login', detail: 'The login or the password is not right.', reasons: [], requestId: '',
    })
    expect(status).toBe(401)
    return taken
  }
  // In turn, and the quickest of each: what else the machine does only ever adds.
  const [known, unknown]: [number[], number[]] = [[], []]
  for (let i = 0; i < 7; i++) { known.push(await time('known', `10.1.1.${i}`)); unknown.push(await time('unknown', `10.1.2.${i}`)) }
  const ratio = Math.min(...unknown) / Math.min(...known)
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2)
})

test('S7 · guessing is throttled by login and address, also in parallel, and equally for a login that is not there', async () => {
  await person('guessed')
  for (const login of ['guessed', 'absent']) {
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => signIn(login, `wrong guess ${i}`, { address: '10.2.0.1' })))
    expect(all.filter(a => a.status === 401)).toHaveLength(8)
    const refused = all.filter(a => a.status === 429)
    expect(refused).toHaveLength(12)
    expect(refused[0]).toMatchObject({ headers: { 'retry-after': '900' }, json: { code: 'throttled' } })
  }
  expect((await signIn('guessed', password, { address: '10.2.0.1' })).status).toBe(429)
  expect((await signIn('guessed', password, { address: '10.2.0.2' })).status).toBe(200)
  shifted += hour / 4
  expect((await signIn('guessed', password, { address: '10.2.0.1' })).status).toBe(200)
})

test('S7 · one address trying many logins is throttled, and right sign-ins do not count', async () => {
  await person('often')
  for (let i = 0; i < 12; i++) expect((await signIn('often', password, { address: '10.3.0.1' })).status).toBe(200)
  const all = await Promise.all(Array.from({ length: 105 }, (_, i) => signIn(`stuffed${i}`, 'wrong wrong wrong', { address: '10.3.0.2' })))
  expect(all.filter(a => a.status === 401)).toHaveLength(100)
})

test('a token is shown once, kept as a hash, listed without its secret, and refused when revoked', async () => {
  const made = await asIt('POST', '/api/tokens', { role: 'logistics', name: 'scale 1', shops: ['2'] })
  const { id, secret } = made.json
  expect(secret).toMatch(/^dl_[\w-]{43}$/)
  const asMachine = () => ask({ url: '/api/me', headers: { authorization: `Bearer ${secret}` } })
  expect((await asMachine()).json).toMatchObject({ id, name: 'scale 1', roles: ['logistics'], shops: ['2'] })
  const { json } = await asIt('GET', '/api/tokens')
  expect(json.tokens).toContainEqual(expect.objectContaining({ id, name: 'scale 1' }))
  expect(JSON.stringify(json)).not.toContain('dl_')
  expect((await asIt('DELETE', `/api/tokens/${id}`)).status).toBe(200)
  expect((await asMachine()).status).toBe(401)
  expect((await asIt('DELETE', `/api/tokens/${id}`)).status).toBe(404)
})

test('IT-2 · every change of access is in the log, and no name, login or secret is in either log', async () => {
  const events = await parts.ctx!.db.rows<{ kind: string; facts: unknown }>(sql`select kind, facts from event`)
  expect(new Set(events.map(e => e.kind))).toEqual(new Set(['staff.created', 'staff.disabled', 'staff.signed-in', 'staff.signed-out', 'token.added', 'token.revoked']))
  expect(JSON.stringify(events.map(e => e.facts)) + lines.join('')).not.toMatch(/陈敏|chen\.min|d[ls]_|一匹马/)
})
