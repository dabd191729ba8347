import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { freshDatabase } from '../../../test/database.ts'
import type { Ctx } from '../context.ts'
import { openDb, Unknown } from '../db.ts'
import { endpoint, id, idOut } from '../endpoint.ts'
import { openDoor, type Door } from './door.ts'
import { openLog } from '../log.ts'
import { vaultOf } from '../pii.ts'
import { Problem } from '../problem.ts'
import { sql } from '../sql.ts'
import type { Actor } from '../work.ts'

const clerk: Actor = { id: 7, name: 'clerk', roles: ['clerk'], scope: { warehouses: null, shops: null } }
const packer: Actor = { ...clerk, id: 8, roles: ['packer'] }
const actors: Record<string, Actor> = { clerk, packer }
const lines: string[] = []
const parts: { door?: Door; ctx?: Ctx; drop?: () => Promise<void> } = {}
let afterCommit: () => Promise<void> = async () => {}
let beforeCommit: () => Promise<void> = async () => {}

const note = z.strictObject({ text: z.string().max(1000), lines: z.array(z.strictObject({ quantity: z.number().int() })).optional(), any: z.unknown().optional() })
const addNote = endpoint({ name: 'addNote', method: 'POST', path: '/api/notes', summary: 'Adds a note.', who: ['clerk'], body: note, answer: z.object({ id: idOut }) })
const readNote = endpoint({ name: 'readNote', method: 'GET', path: '/api/notes/{id}', summary: 'Reads a note.', who: 'signed-in', params: z.strictObject({ id }), answer: z.object({ id: idOut, text: z.string() }) })
const findNotes = endpoint({ name: 'findNotes', method: 'GET', path: '/api/notes', summary: 'Finds notes.', who: 'anyone', query: z.strictObject({ q: z.string().optional() }), answer: z.object({ found: z.number() }) })
const keepFile = endpoint({ name: 'keepFile', method: 'POST', path: '/api/files', summary: 'Keeps a file.', who: ['clerk'], takes: { types: ['image/png', 'application/octet-stream'], maxBytes: 3 * 1024 * 1024 }, answer: z.object({ bytes: z.number() }) })
const fail = endpoint({ name: 'fail', method: 'POST', path: '/api/fail', summary: 'Fails.', who: 'anyone', body: z.strictObject({ how: z.enum(['duplicate', 'fault', 'nul', 'slow']) }), answer: z.object({ ok: z.boolean() }) })

beforeAll(async () => {
  const { url, drop } = await freshDatabase()
  const db = openDb({ url, schema: 'demo', connections: 4 })
  await db.rows(sql`create table note (id bigint generated always as identity primary key, text text not null)`)
  const ctx: Ctx = { company: 'demo', db, vault: vaultOf(randomBytes(32), 'demo'), now: () => new Date(), utcOffsetMinutes: 480, log: openLog({ write: line => { lines.push(line) } }, 'debug') }
  const door = openDoor({ ctx, actorOf: async (_, secret) => actors[secret], drainMs: 5000 })
  door.route(addNote, async (within, { body }) => {
    const made = await within.db.transaction(async tx => {
      const [row] = await tx.rows<{ id: number }>(sql`insert into note (text) values (${body.text}) returning id`)
      await beforeCommit()
      return row!
    })
    await afterCommit()
    return { ...made, text: body.text, secret: 'not in the contract' }
  })
  door.route(keepFile, async (_, { file }) => { let bytes = 0; for await (const chunk of file!.bytes) bytes += chunk.length; return { bytes } }) // a call that takes files has one
  door.route(readNote, async (_, { params }) => ({ id: params.id, text: 'a' }))
  door.route(findNotes, async within => ({ found: (await within.db.rows(sql`select 1 from note`)).length }))
  door.route(fail, async (within, { body }) => {
    if (body.how === 'duplicate') await within.db.rows(sql`insert into staff (login, name, roles, created_at) select 'x', 'x', '{}', now() from generate_series(1, 2)`)
    if (body.how === 'nul') await within.db.rows(sql`select ${'\0'}::text`)
    if (body.how === 'slow') await new Promise(done => setTimeout(done, 400))
    if (body.how === 'fault') throw new Error('invalid input "孔娟超" for 18626421963')
    return { ok: true }
  })
  Object.assign(parts, { door, ctx, drop })
})
afterAll(async () => {
  await parts.door?.close()
  await parts.ctx?.db.end()
  await parts.drop?.()
})

const ask = async (options: InjectOptions) => {
  const { statusCode, headers, payload } = await parts.door!.app.inject(options)
  return { status: statusCode, headers, text: payload, json: (headers['content-type'] ?? '').toString().includes('json') ? JSON.parse(payload) : undefined }
}
const asClerk = { authorization: 'Bearer clerk', 'content-type': 'application/json' }
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  ask({ method: 'POST', url: '/api/notes', headers: { ...asClerk, ...headers }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) })
const count = async () => (await parts.ctx!.db.rows(sql`select 1 from note`)).length

test('an answer has only what its contract says, ids as text, and is not stored by anybody', async () => {
  const { status, json, headers } = await post({ text: 'a' })
  expect(status).toBe(200)
  expect(Object.keys(json)).toEqual(['id'])
  expect(json.id).toMatch(/^\d+$/)
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).not.toContain('unsafe-inline')
})

test('S13 · unknown fields are refused at every depth, in body, query and path', async () => {
  const bad = await post({ text: 'a', id: 1, lines: [{ quantity: 1, price_fen: 1 }] })
  expect(bad.status).toBe(422)
  expect(bad.headers['content-type']).toContain('application/problem+json')
  expect(bad.json).toMatchObject({ status: 422, code: 'invalid', title: 'Unprocessable Entity' })
  expect(bad.json.reasons).toEqual(expect.arrayContaining([
    expect.objectContaining({ code: 'unknown-field', path: '/body/id' }), expect.objectContaining({ code: 'unknown-field', path: '/body/lines/0/price_fen' }),
  ]))
  expect((await ask({ url: '/api/notes?sort=id' })).status).toBe(400)
  expect((await ask({ url: '/api/notes/1x', headers: asClerk })).status).toBe(400)
})

test('S13 · the door does not accept a contract that would let unknown fields pass', () => {
  const loose = endpoint({ name: 'loose', method: 'POST', path: '/api/loose', summary: '', who: 'anyone', body: z.strictObject({ a: z.array(z.object({ b: z.string() })) }), answer: z.object({}) })
  expect(() => { parts.door!.route(loose, async () => ({})) }).toThrow(/strictObject/)
})

test.each([
  'text/plain', 'application/json; charset=utf-8', 'application/json;', 'application/json\t;a=b', 'Application/JSON', 'application/json-patch+json', 'multipart/form-data', 'application/x-www-form-urlencoded',
])('S14 · content type "%s" is refused', async type => {
  expect((await post('{"text":"a"}', { 'content-type': type })).status).toBe(415)
})

test.each([
  ['1e309', '{"text":"a","any":1e309}'], ['minus 1e309', '{"text":"a","any":-1e309}'], ['400 digits', `{"text":"a","any":${'9'.repeat(400)}}`],
  ['10,000 deep', `{"text":"a","any":${'['.repeat(10_000)}${']'.repeat(10_000)}}`], ['65 deep', `{"text":"a","any":${'['.repeat(64)}${']'.repeat(64)}}`],
  ['S11 __proto__', '{"text":"a","any":{"__proto__":{"x":1}}}'], ['S11 escaped __proto__', '{"text":"a","any":{"\\u005f_proto__":{"x":1}}}'],
  ['S11 constructor.prototype', '{"text":"a","any":{"constructor":{"prototype":{"x":1}}}}'],
  ['cut off', '{"text":"a'], ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1')],
])('S14 · a body with %s is refused', async (_, body) => {
  const payload = Buffer.from(body, 'latin1')
  const { status, json } = await ask({ method: 'POST', url: '/api/notes', headers: asClerk, payload })
  expect(status).toBe(400)
  expect(json.reasons).toEqual([])
})

test('S14 · brackets and numbers inside of texts are only text', async () => {
  expect((await post({ text: `\\"${'['.repeat(100)}1e999\\` })).status).toBe(200)
  expect((await post({ text: 'a', any: [1.5e10, -0.1, 12345678901, { a: [[[]]] }] })).status).toBe(200)
})

/** The longest time the loop did not turn while `work` ran; two more turns, so that the last block is counted. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now()
  let longest = 0
  const turn = setInterval(() => { const at = performance.now(); longest = Math.max(longest, at - last - 1); last = at }, 1)
  await new Promise(done => setTimeout(done, 20))
  longest = 0
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  await new Promise(done => setTimeout(done, 20))
  clearInterval(turn)
  // Nobody holds the loop longer than this process computed: what is beyond that, the machine gave to others.
  return Math.min(longest, (user + system) / 1000)
}

test('the measure of a blocked loop sees a block', async () => {
  expect(await longestBlock(async () => { for (const from = process.cpuUsage(); process.cpuUsage(from).user < 150_000;); })).toBeGreaterThan(140)
})

test('S14 · a body of 100 MB is refused unread', async () => {
  expect((await post(Buffer.alloc(100 * 1024 * 1024, 0x20).toString())).status).toBe(413)
})

test.each([
  ['8 MB of brackets', '[', 8e6, 400], ['8 MB of one text', 'x', 8e6, 422], ['8 MB of empty lists', '[],', 2.6e6, 413], ['9 MB of anything', 'x', 9e6, 413],
  ['8 MB of numbers', '1,', 4e6, 413], ['8 MB of objects', '{"a":1},', 1e6, 413],
  ['more lists than may be', '[],', 12_100, 413], ['as many wrong lists as may be', '[],', 11_900, 422], ['as many wrong numbers as may be', '"",', 39_900, 422],
  ['as many wrong objects as may be', '{"a":1},', 11_900, 422],
])('S14 · %s do not hold the house', async (_, unit, times, status) => {
  const many = unit.repeat(times)
  const payload = Buffer.from(unit === '[' ? many : unit === 'x' ? `{"text":"${many}"}` : `{"text":"a","lines":[${many.slice(0, -1)}]}`)
  // The client runs in this process too and shares the machine with browsers: the middle one of three counts.
  const blocks: number[] = []
  for (let i = 0; i < 3; i++) {
    blocks.push(await longestBlock(async () => {
      expect((await ask({ method: 'POST', url: '/api/notes', headers: asClerk, payload })).status).toBe(status)
    }))
  }
  blocks.sort((a, b) => a - b)
  expect(blocks[1], `blocked ${blocks.map(Math.round).join(', ')} ms`).toBeLessThan(200)
})

test('a path with an empty part, an unknown path and a malformed path are problems too', async () => {
  expect((await ask({ url: '//api/notes', headers: asClerk })).json).toMatchObject({ status: 400, code: 'bad-path' })
  expect((await ask({ url: '/api/nothing' })).json).toMatchObject({ status: 404, code: 'not-found' })
  expect((await ask({ url: '/api/notes/%zz' })).headers['content-type']).toContain('problem+json')
})

test('IT-3 · without a good secret 401, in the wrong role 403 with the reason', async () => {
  const none = await ask({ method: 'POST', url: '/api/notes', headers: { 'content-type': 'application/json' }, payload: '{"text":"a"}' })
  expect(none).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
  expect((await post({ text: 'a' }, { authorization: 'Bearer stranger' })).status).toBe(401)
  expect((await post({ text: 'a' }, { authorization: 'Basic clerk', cookie: 'danliu=clerk' })).status).toBe(401)
  expect((await post({ text: 'a' }, { authorization: 'Bearer packer' })).json).toMatchObject({ status: 403, reasons: [{ code: 'wrong-role', values: { allowed: 'clerk' } }] })
})

test('S5 · a write with a cookie passes only from our own pages', async () => {
  const write = async (headers: Record<string, string>) => (await ask({
    method: 'POST', url: '/api/notes', payload: '{"text":"a"}', headers: { 'content-type': 'application/json', host: 'house:1', cookie: 'a=b; danliu=clerk', ...headers },
  })).status
  expect(await write({ 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await write({ origin: 'http://house:1' })).toBe(200)
  expect(await write({})).toBe(403)
  for (const site of ['cross-site', 'same-site', 'none', '']) expect(await write({ 'sec-fetch-site': site, origin: 'http://house:1' })).toBe(403)
  for (const origin of ['http://evil', 'null', 'http://house:2', 'http://house:1.evil']) expect(await write({ origin })).toBe(403)
  expect((await ask({ url: '/api/notes/1', headers: { cookie: 'danliu=clerk', 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
})

test('I2 · the same key with the same body gives the same answer and acts once', async () => {
  const before = await count()
  const first = await post({ text: 'once' }, { 'idempotency-key': 'k1' })
  const again = await post({ text: 'once' }, { 'idempotency-key': 'k1' })
  expect(again.json).toEqual(first.json)
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(await count()).toBe(before + 1)
  const [kept] = await parts.ctx!.db.rows<{ answer: string }>(sql`select answer::text from idempotency where key = 'k1'`)
  expect(kept!.answer).not.toContain(`"id"`)
})

test('I2 · the same key with another body is 422, in parallel one acts and the others are told so', async () => {
  await post({ text: 'a' }, { 'idempotency-key': 'k2' })
  expect(await post({ text: 'b' }, { 'idempotency-key': 'k2' })).toMatchObject({ status: 422, json: { code: 'key-reused' } })
  const before = await count()
  beforeCommit = () => new Promise(done => setTimeout(done, 200))
  const all = await Promise.all(Array.from({ length: 6 }, () => post({ text: 'c' }, { 'idempotency-key': 'k3' })))
  beforeCommit = async () => {}
  expect(all.filter(a => a.status === 200)).toHaveLength(1)
  expect(all.filter(a => a.status === 409)).toHaveLength(5)
  expect(await count()).toBe(before + 1)
  expect((await post({ text: 'c' }, { 'idempotency-key': 'k3' })).status).toBe(200)
})

test('I2 · after a crash between commit and answer the work is not done again', async () => {
  const before = await count()
  afterCommit = () => Promise.reject(new Error('crash'))
  expect((await post({ text: 'd' }, { 'idempotency-key': 'k4' })).status).toBe(500)
  afterCommit = async () => {}
  const again = await post({ text: 'd' }, { 'idempotency-key': 'k4' })
  expect(again).toMatchObject({ status: 200, json: { id: expect.stringMatching(/^\d+$/) } })
  expect(await count()).toBe(before + 1)
})

test('I2 · after a crash before commit the call runs again; whoever lost its claim rolls back', async () => {
  const before = await count()
  afterCommit = async () => {}
  let late: () => Promise<unknown> = async () => {}
  beforeCommit = async () => {
    beforeCommit = async () => {}
    // The first is so slow that its lease has run out when the second comes.
    await parts.ctx!.db.rows(sql`update idempotency set at = at - interval '1 hour' where key = 'k5'`)
    const second = await post({ text: 'e' }, { 'idempotency-key': 'k5' })
    late = async () => second
  }
  expect((await post({ text: 'e' }, { 'idempotency-key': 'k5' })).status).toBe(409)
  expect(await late()).toMatchObject({ status: 200 })
  expect(await count()).toBe(before + 1)
})

test('a refused call frees its key', async () => {
  beforeCommit = () => Promise.reject(new Error('no'))
  expect((await post({ text: 'f' }, { 'idempotency-key': 'k6' })).status).toBe(500)
  beforeCommit = async () => {}
  expect((await post({ text: 'f' }, { 'idempotency-key': 'k6' })).status).toBe(200)
})

test('what is not known to be done is told as that, to be asked again', async () => {
  afterCommit = () => Promise.reject(new Unknown('the line broke'))
  const lost = await post({ text: 'u' }, { 'idempotency-key': 'k7' })
  expect(lost).toMatchObject({ status: 503, headers: { 'retry-after': '3' }, json: { code: 'unknown' } })
  afterCommit = async () => {}
  const before = await count()
  expect(await post({ text: 'u' }, { 'idempotency-key': 'k7' })).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } })
  expect(await count()).toBe(before)
})

/** Seconds for which every connection is held; the catalogue wants 60, and so does `npm run torture`. */
const heldFor = Number(process.env['DANLIU_HELD'] ?? 1)
test(`K10 · with all connections held for ${heldFor} s the door answers 503 + Retry-After within 3 s, health is alive, and it recovers`, async () => {
  const { pool } = parts.ctx!.db
  const held = await Promise.all(Array.from({ length: 4 }, () => pool.connect()))
  const from = performance.now()
  const turnedAway: Promise<void>[] = []
  while (performance.now() - from < heldFor * 1000) {
    const at = performance.now()
    turnedAway.push(ask({ url: '/api/notes' }).then(busy => {
      expect(busy).toMatchObject({ status: 503, headers: { 'retry-after': '3' }, json: { code: 'busy' } })
      expect(performance.now() - at).toBeLessThan(3500)
    }))
    expect((await ask({ url: '/healthz' })).status).toBe(200)
    await new Promise(done => setTimeout(done, 250))
  }
  await Promise.all(turnedAway)
  expect(turnedAway.length).toBeGreaterThan(heldFor)
  expect((await ask({ url: '/readyz' })).status).toBe(503)
  for (const client of held) client.release()
  expect((await ask({ url: '/api/notes' })).status).toBe(200)
  expect((await ask({ url: '/readyz' })).status).toBe(200)
}, 30_000 + heldFor * 1000)

test('a fault is 500, logged once, and neither answer nor log has anything personal', async () => {
  const at = lines.length
  const fault = (how: string) => ask({ method: 'POST', url: '/api/fail', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ how }) })
  const { status, json, text } = await fault('fault')
  expect(status).toBe(500)
  const logged = lines.slice(at).filter(line => line.includes('call failed'))
  expect(logged).toHaveLength(1)
  expect(logged[0]).toContain(json.requestId)
  expect(text + lines.slice(at).join('')).not.toMatch(/孔娟超|18626421963/)
  expect((await fault('duplicate')).json).toMatchObject({ status: 409, code: 'already-exists' })
  expect((await fault('nul')).status).toBe(422)
})

test('S2 · names, phones, streets and secrets are hidden in the log, however deep', () => {
  const written: string[] = []
  const log = openLog({ write: line => { written.push(line) } })
  const hidden = ['name', 'phone', 'mobile', 'street', 'address', 'receiver', 'buyer', 'remark', 'authorization', 'cookie', 'password', 'secret', 'token']
  for (const depth of [0, 1, 2, 3]) {
    let told: Record<string, unknown> = Object.fromEntries(hidden.map(word => [word, `the-${word}`]))
    for (let i = 0; i < depth; i++) told = { order: told }
    log.info(told, 'x')
  }
  expect(written.map(line => [...line.matchAll(/the-\w+/g)].map(m => m[0]))).toEqual([[], [], [], []])
})

test('metrics by route for the machine itself; the documents come from the contracts', async () => {
  expect((await ask({ url: '/metrics' })).text).toMatch(/danliu_request_seconds_count\{method="POST",route="\/api\/notes",status="200"\} \d+/)
  expect((await ask({ url: '/metrics', headers: { 'x-forwarded-for': '1.2.3.4' } })).status).toBe(404)
  const { json } = await ask({ url: '/openapi.json' })
  expect(json.openapi).toBe('3.1.0')
  expect(json.paths['/api/notes/{id}'].get).toMatchObject({
    operationId: 'readNote', 'x-who': 'signed-in', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 200: { content: { 'application/json': { schema: { properties: { id: { type: 'string' } } } } } } },
  })
  expect((await ask({ url: '/docs' })).text).toContain('/api/notes/{id}')
})

test('plain http is served on loopback only; closing lets a call in flight finish', async () => {
  const door = openDoor({ ctx: parts.ctx!, actorOf: async () => undefined })
  expect(() => door.listen({ port: 0, host: '0.0.0.0' })).toThrow(/loopback/)
  door.route(fail, async () => { await new Promise(done => setTimeout(done, 400)); return { ok: true } })
  const address = await door.listen({ port: 0 })
  const slow = fetch(`${address}/api/fail`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"how":"slow"}' })
  await new Promise(done => setTimeout(done, 100))
  const from = performance.now()
  const closed = door.close()
  expect((await slow).status).toBe(200)
  await closed
  expect(performance.now() - from).toBeLessThan(3000)
  const refused = await new Promise(done => connect(Number(new URL(address).port), '127.0.0.1').on('error', () => done(true)).on('connect', () => done(false)))
  expect(refused).toBe(true)
})

test('a file comes in as a stream of a named type and no longer than its limit (S14)', async () => {
  const { app } = parts.door!
  const send = (bytes: Buffer | string, type: string, who = 'clerk') => app.inject({ method: 'POST', url: '/api/files', headers: { authorization: `Bearer ${who}`, 'content-type': type }, payload: bytes })
  expect((await send(Buffer.alloc(2_500_000), 'image/png')).json()).toEqual({ bytes: 2_500_000 })
  for (const [type, bytes, status] of [['image/png', Buffer.alloc(4 * 1024 * 1024), 413], ['text/html', 'x', 415], ['application/json', '{}', 415], ['image/png', '', 422]] as const) expect([type, (await send(bytes as Buffer, type)).statusCode]).toEqual([type, status])
  expect((await send('x', 'image/png', 'packer')).statusCode).toBe(403)
})

test('IT-3 · X-Forwarded-For is believed of the named proxy alone', async () => {
  const open = openDoor({ ctx: parts.ctx!, actorOf: async (_, secret) => actors[secret], trustProxy: '10.0.0.1' })
  const seen: string[] = []
  open.route(endpoint({ name: 'whence', method: 'GET', path: '/api/whence', summary: 'Where from.', who: 'anyone', answer: z.object({}) }), async (_, { address }) => { seen.push(address); return {} })
  for (const remoteAddress of ['10.0.0.1', '10.0.0.2']) await open.app.inject({ url: '/api/whence', remoteAddress, headers: { 'x-forwarded-for': '203.0.113.9' } })
  expect(seen).toEqual(['203.0.113.9', '10.0.0.2'])
  await open.close()
})

test('a file that is refused before all of it was read stands before no other call on the same line', async () => {
  const open = openDoor({ ctx: parts.ctx!, actorOf: async (_, secret) => actors[secret] })
  open.route(keepFile, async (_, { file }) => { for await (const chunk of file!.bytes) if (chunk.length) throw new Problem(409, 'no', 'No.'); return { bytes: 0 } }) // a call that takes files has one
  open.route(endpoint({ name: 'unread', method: 'POST', path: '/api/unread', summary: 'Reads nothing.', who: ['clerk'], takes: { types: ['application/octet-stream'], maxBytes: 3 * 1024 * 1024 }, answer: z.object({ bytes: z.number() }) }), async () => { throw new Problem(409, 'no', 'No.') })
  const address = await open.listen({ port: 0 })
  for (const where of ['/api/unread', '/api/files', '/api/unread', '/api/files']) {
    const refused = await fetch(address + where, { method: 'POST', headers: { authorization: 'Bearer clerk', 'content-type': 'application/octet-stream' }, body: Buffer.alloc(2_000_000) })
    expect([where, refused.status]).toEqual([where, 409])
    for (let n = 0; n < 3; n++) expect((await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2000) })).status).toBe(200)
  }
  await open.close()
})
