import { createHash, randomUUID } from 'node:crypto'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { sendEvents, sendFile } from './answers.ts'
import type { Call, Ctx, Route, Session } from './context.ts'
import { Busy, isAway, sqlState } from './db.ts'
import { hasBody, looseObjects, type Endpoint, type FileAnswer, type StreamAnswer, type Takes } from './endpoint.ts'
import { faultOf } from './log.ts'
import { keptFor, measureText, type Measure } from './measure.ts'
import { measures } from './metrics.ts'
import { docsPage, openapi } from './openapi.ts'
import { conflict, invalid, Problem } from './problem.ts'
import type { Skew } from './skew.ts'
import { sql } from './sql.ts'
import { serveConsole } from './static.ts'
import { reason, type Reason } from './verdict.ts'
import type { Actor } from './work.ts'

export interface DoorOptions {
  ctx: Ctx
  /** Who stands behind a secret, or undefined when it is not, or no longer, good. */
  actorOf: (ctx: Ctx, secret: string) => Promise<Actor | undefined>
  /** Reached over TLS (a proxy before it). Otherwise `listen` binds loopback only. */
  secure?: boolean
  /** Addresses of the proxies whose X-Forwarded-For is believed. */
  trustProxy?: string
  version?: string
  drainMs?: number
  /** Where the built console lies; without it the door has the API alone. */
  console?: string
  /** What is counted in the database for `/metrics`; looked up at most every 5 s. */
  counted?: () => Promise<Measure[]>
  /** The watch over the clocks of house and database (T2). */
  skew?: Skew
}
export interface Door {
  app: FastifyInstance
  route: Route
  contracts: readonly Endpoint[]
  /** Binds and answers the address. */
  listen(at: { port: number; host?: string }): Promise<string>
  /** Stops taking calls, lets those in flight finish (≤ 30 s), then closes. */
  close(): Promise<void>
}

const megabyte = 1024 * 1024
const unused = () => { throw new Error('contracts are the only schemas') }
const nobody: Actor = { id: -1, name: 'nobody', roles: [], scope: { warehouses: [], shops: [] } }

/** The HTTP door of one company: contracts are bound with `route`; nothing passes it unchecked. */
export function openDoor({ ctx, actorOf, secure = false, trustProxy, version = '0', drainMs = 30_000, console: built, counted, skew }: DoorOptions): Door {
  const app = fastify({
    logger: false, bodyLimit: 8 * megabyte, requestTimeout: 60_000, genReqId: () => randomUUID(),
    ...(trustProxy && { trustProxy }),
    // The contracts check and write; without this Fastify reads in a validator and a serialiser nobody uses.
    schemaController: { compilersFactory: { buildValidator: () => unused, buildSerializer: () => unused } },
    frameworkErrors: (error, request, reply) => { refuse(ctx, error, request, reply) },
  })
  const contracts: Endpoint[] = []
  const entry: Entry = { ctx, actorOf, cookie: secure ? '__Host-danliu' : 'danliu', secure }
  let draining = false

  readJsonOnly(app)
  // A file is not read here but by its handler, from the request itself; only calls that take files let its type pass.
  app.addContentTypeParser('*', (_, __, done) => done(null, undefined))
  watch(app, ctx, counted)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headersOf(request, secure))
    if (request.url.split('?', 1)[0]!.includes('//')) throw new Problem(400, 'bad-path', 'The path has an empty part.')
    checkContentType(request, (request.routeOptions.config as RouteConfig | undefined)?.takes)
  })
  // A kept-alive connection would otherwise stay open, idle, until the drain limit.
  app.addHook('onSend', async (_, reply) => { if (draining) void reply.header('connection', 'close') })
  app.setErrorHandler((error, request, reply) => refuse(ctx, error, request, reply))
  app.setNotFoundHandler(() => { throw new Problem(404, 'not-found', 'There is no such place here.') })

  const route: Route = (contract, handler) => {
    const flaws = [contract.params, contract.query, contract.body].flatMap(looseObjects)
    if (flaws.length) throw new Error(`${contract.name}: not a strictObject at ${flaws.join(', ')}`)
    contracts.push(contract)
    const callers = new WeakMap<FastifyRequest, Caller>()
    app.route({
      method: contract.method,
      url: contract.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(contract.takes && { config: { takes: contract.takes } satisfies RouteConfig }),
      bodyLimit: contract.who === 'anyone' ? megabyte / 16 : 8 * megabyte,
      // Before the body is read, so that a stranger cannot make the house parse 8 MB.
      onRequest: async request => { callers.set(request, await admit(entry, contract, request)) },
      handler: async (request, reply) => {
        const { actor, secret } = callers.get(request)! // set by the hook just above
        const call: Call<typeof contract> = {
          ...inputOf(contract, request), actor, address: request.ip, session: sessionOf(entry, secret, reply), file: contract.takes && fileOf(request, contract.takes),
        }
        const act = async (within: Ctx) => contract.answer.parse(await handler(within, call))
        const key = contract.method === 'POST' && contract.write && !contract.takes && actor.id > 0 ? request.headers['idempotency-key'] : undefined
        const answer = key === undefined ? await act(ctx) : await once({ ctx, actor, key, request, reply, contract, act })
        if (contract.gives === 'file') return sendFile(reply, answer as FileAnswer) // the contract's answer is fileOut
        if (contract.gives === 'events') return sendEvents(reply, answer as StreamAnswer)
        return reply.type('application/json').send(JSON.stringify(answer ?? null))
      },
    })
  }

  app.get('/healthz', async () => ({ ok: true, ...(skew && { clocksAgree: skew.agrees, clockSkewMs: skew.ms ?? null }) }))
  app.get('/readyz', async () => {
    if (draining) throw new Busy('draining')
    await ctx.db.rows(sql`select 1`)
    return { ok: true }
  })
  if (built) serveConsole(app, built)
  let document: object | undefined
  app.get('/openapi.json', async () => document ??= openapi(contracts, { title: 'Danliu', version }))
  let page: ReturnType<typeof docsPage> | undefined
  app.get('/docs', async (_, reply) => {
    page ??= docsPage(contracts, 'Danliu')
    const hash = createHash('sha256').update(page.style).digest('base64')
    return reply.header('content-security-policy', `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`).type('text/html; charset=utf-8').send(page.html)
  })

  return {
    app, route, contracts,
    listen({ port, host = '127.0.0.1' }) {
      if (!secure && !isLoopback(host)) throw new Error(`plain http is served on loopback only, not on ${host}; put TLS before it and say so`)
      return app.listen({ port, host })
    },
    async close() {
      draining = true
      app.server.emit('danliu:drain') // streams have no end of their own
      const limit = setTimeout(() => app.server.closeAllConnections(), drainMs)
      try { await app.close() } finally { clearTimeout(limit) }
    },
  }
}

// ── who comes in ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface Entry { ctx: Ctx; actorOf: DoorOptions['actorOf']; cookie: string; secure: boolean }
interface Caller { actor: Actor; secret: string | undefined }

/** Who calls, after every check that needs no body: origin, secret, role. */
async function admit({ ctx, actorOf, cookie }: Entry, { who, method }: Endpoint, request: FastifyRequest): Promise<Caller> {
  const bearer = bearerOf(request)
  const secret = bearer ?? cookieOf(request, cookie)
  if (method !== 'GET' && bearer === undefined) checkOrigin(request, secret !== undefined)
  if (who === 'anyone') return { actor: nobody, secret }
  const actor = secret === undefined ? undefined : await actorOf(ctx, secret)
  if (!actor) throw new Problem(401, 'not-signed-in', 'Sign in, or send a token that is still good.')
  if (who !== 'signed-in' && !who.some(role => actor.roles.includes(role)) && !actor.roles.includes('system')) {
    throw new Problem(403, 'wrong-role', 'Your role may not do this.', [reason('wrong-role', { allowed: who.join(' ') })])
  }
  return { actor, secret }
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const found = /^Bearer ([\w.~+/=-]{1,200})$/i.exec(header)
  if (!found) throw new Problem(401, 'not-signed-in', 'The Authorization header is not a bearer token.')
  return found[1]
}

const cookieOf = (request: FastifyRequest, name: string): string | undefined =>
  request.headers.cookie?.split(';').map(part => part.trim()).find(part => part.startsWith(`${name}=`))?.slice(name.length + 1)

/** A browser's write must come from our own pages (S5); whoever holds a cookie must prove it. */
function checkOrigin({ headers }: FastifyRequest, mustProve: boolean) {
  const site = headers['sec-fetch-site']
  const origin = headers.origin
  const own = site !== undefined ? site === 'same-origin' : origin !== undefined ? hostOf(origin) === headers.host : !mustProve
  if (!own) throw new Problem(403, 'cross-site', 'A write from another site is refused.')
}
const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined)

function sessionOf({ cookie, secure }: Entry, secret: string | undefined, reply: FastifyReply): Session {
  const set = (value: string, seconds: number) => {
    void reply.header('set-cookie', `${cookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`)
  }
  return { secret, start: given => set(given, 7 * 24 * 3600), end: () => set('', 0) }
}

// ── what comes in ────────────────────────────────────────────────────────────────────────────────────────────────────

interface RouteConfig { takes?: Takes }

const isEmpty = ({ headers }: FastifyRequest) => headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

function checkContentType(request: FastifyRequest, takes: Takes | undefined) {
  const { headers } = request
  const empty = isEmpty(request)
  if (takes) {
    if (empty) return
    if (!takes.types.includes(headers['content-type'] ?? '')) throw new Problem(415, 'wrong-type', `Send a file of type ${takes.types.join(', ')}.`)
    if (Number(headers['content-length'] ?? 0) > takes.maxBytes) throw tooLarge(takes)
    return
  }
  if (!empty && headers['content-type'] !== 'application/json') throw new Problem(415, 'not-json', 'Send the body as exactly "application/json".')
}

const tooLarge = ({ maxBytes }: Takes) => new Problem(413, 'too-large', `The file has more than ${Math.floor(maxBytes / megabyte)} MB.`)

/** The body as it comes, counted: a length may be untold or untrue. */
function fileOf(request: FastifyRequest, takes: Takes): NonNullable<Call['file']> {
  if (isEmpty(request)) throw new Problem(422, 'file-empty', 'Send the file itself as the body.')
  async function* counted() {
    let read = 0
    for await (const chunk of request.raw) {
      read += (chunk as Buffer).length
      if (read > takes.maxBytes) throw tooLarge(takes)
      yield chunk as Buffer
    }
  }
  return { type: request.headers['content-type'] ?? '', bytes: counted() }
}

/** JSON is the only other body; it is decoded strictly and scanned before it is parsed (S11, S14). */
function readJsonOnly(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined)
    const bad = whyNotJson(bytes)
    if (bad) return done(new Problem(bad === 'too-many-values' ? 413 : 400, bad, 'The body is too deep, has too many values, or a number out of range.'))
    let text
    try { text = utf8.decode(bytes) } catch { return done(new Problem(400, 'bad-json', 'The body is not UTF-8.')) }
    // The parser's own message quotes the body, which may be personal.
    void parse(request, text, (error, body) => (error ? done(new Problem(400, 'bad-json', 'The body is not acceptable JSON.')) : done(null, body)))
  })
}

/** Millions of small wrong values in 20 MB would make the contract's check collect reasons until memory ends. */
const mostValues = 40_000

/** One pass over the bytes: nesting above 64, too many values, or a number that is not finite. */
function whyNotJson(bytes: Buffer): 'too-deep' | 'too-many-values' | 'bad-number' | undefined {
  let depth = 0
  let values = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x22) {
      for (at++; at < bytes.length && bytes[at] !== 0x22; at++) if (bytes[at] === 0x5c) at++
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > 64) return 'too-deep'
      if (++values > mostValues) return 'too-many-values'
    } else if (byte === 0x2c) {
      if (++values > mostValues) return 'too-many-values'
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--
    } else if (byte >= 0x30 && byte <= 0x39) {
      const from = at
      while (isInNumber(bytes[at + 1])) at++
      if (at - from > 300 || !Number.isFinite(Number(bytes.toString('latin1', from, at + 1)))) return 'bad-number'
    }
  }
  return undefined
}
const isInNumber = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === 0x2d)

function inputOf<C extends Endpoint>(contract: C, request: FastifyRequest): Pick<Call<C>, 'params' | 'query' | 'body'> {
  if (!hasBody(contract) && request.body !== undefined) throw new Problem(400, 'no-body-here', 'This call takes no body.')
  return {
    params: checked<C['params']>(contract.params, request.params, 'path', 400),
    query: checked<C['query']>(contract.query, request.query, 'query', 400),
    body: checked<C['body']>(contract.body, request.body, 'body', 422),
  }
}
function checked<S extends z.ZodType>(schema: S, given: unknown, place: string, status: number): z.output<S> {
  const found = schema.safeParse(given)
  if (found.success) return found.data
  throw new Problem(status, 'invalid', `The ${place} is not as the contract says.`, found.error.issues.slice(0, 100).flatMap(issue => reasonsOf(issue, place)).slice(0, 100))
}
function reasonsOf(issue: z.core.$ZodIssue, place: string): (Reason & { message: string })[] {
  const path = ['', place, ...issue.path.map(String)].join('/')
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ code: 'unknown-field', path: `${path}/${key}`, message: 'This field is not known here.' }))
  return [{ code: issue.code.replaceAll('_', '-'), path, message: issue.message }]
}

// ── what goes out ────────────────────────────────────────────────────────────────────────────────────────────────────

function headersOf(request: FastifyRequest, secure: boolean): Record<string, string> {
  return {
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ...(secure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    ...(request.url.startsWith('/api/') && { 'cache-control': 'no-store' }),
  }
}

/** Every "no" and every fault leaves as an RFC 9457 problem document. */
function refuse(ctx: Ctx, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error)
  if (problem.status >= 500) ctx.log[problem.status === 503 ? 'warn' : 'error']({ request: request.id, route: request.routeOptions.url, fault: faultOf(error) }, 'call failed')
  if (problem.status === 503) void reply.header('retry-after', '3')
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  if (problem.status === 429) void reply.header('retry-after', String(problem.reasons[0]?.values?.seconds ?? 60))
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify({
    type: `urn:danliu:problem:${problem.code}`, title: titles[problem.status] ?? 'Problem', status: problem.status,
    code: problem.code, detail: problem.message, reasons: problem.reasons, requestId: request.id,
  }))
}

// node:http has these too, but importing it from a module reads in the whole of fetch and WebSocket.
const titles: Record<number, string> = {
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict',
  413: 'Payload Too Large', 414: 'URI Too Long', 415: 'Unsupported Media Type', 422: 'Unprocessable Entity', 429: 'Too Many Requests', 431: 'Request Header Fields Too Large', 500: 'Internal Server Error', 503: 'Service Unavailable',
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const state = sqlState(error) ?? ''
  if (error instanceof Busy || isAway(error)) return new Problem(503, 'busy', 'The house is busy; try again in a moment.')
  if (state === '23505') return conflict('already-exists', 'There is already one like this.')
  if (['22021', '22P05', '22P02', '22003', '22007', '22008', '22009'].includes(state)) return invalid('A text, number or time cannot be stored.')
  if (state === '23503') return invalid('It names something that is not there.', [reason('reference-unknown')])
  const status = (error as Partial<FastifyError> | undefined)?.statusCode ?? 500
  if (status === 413) return new Problem(413, 'too-large', 'The body is too large.')
  if (status >= 400 && status < 500) return new Problem(status, 'bad-request', 'The request cannot be understood.')
  return new Problem(500, 'fault', 'Something is broken on our side; the log has it under the request id.')
}

// ── the same call twice ──────────────────────────────────────────────────────────────────────────────────────────────

interface Once {
  ctx: Ctx; actor: Actor; key: string | string[]; request: FastifyRequest; reply: FastifyReply; contract: Endpoint
  act: (ctx: Ctx) => Promise<unknown>
}
interface Kept { state: 'running' | 'committed' | 'done'; claim: string; sealed?: string }
const leaseMs = 60_000

/**
 * Carries a call out once per Idempotency-Key (I2). The claim is a row; every transaction of the handler ends by marking
 * that row, so that work and mark commit together: after a crash either nothing was done and the call may run again, or
 * the row says so. Whoever lost the claim meanwhile rolls back. Answers are kept sealed, for they may be personal.
 */
async function once({ ctx, actor, key, request, reply, contract, act }: Once): Promise<unknown> {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new Problem(400, 'bad-key', 'Idempotency-Key is 1 to 200 visible characters.')
  const { db, vault } = ctx
  const now = ctx.now()
  const claim = randomUUID()
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`).digest('hex')
  const seal = (value: unknown) => vault.seal(JSON.stringify(value ?? null)).toString('base64')
  const mark = (kept: Kept) => sql`
    update idempotency set answer = ${JSON.stringify(kept)}::jsonb
    where actor_id = ${actor.id} and key = ${key} and answer->>'claim' = ${claim} returning key`
  const running: Kept = { state: 'running', claim }

  const claimed = await db.rows(sql`
    insert into idempotency as i (actor_id, key, body_hash, at, answer)
    values (${actor.id}, ${key}, ${hash}, ${now}, ${JSON.stringify(running)}::jsonb)
    on conflict (actor_id, key) do update set at = excluded.at, answer = excluded.answer
      where i.answer->>'state' = 'running' and i.body_hash = excluded.body_hash and i.at < ${new Date(now.getTime() - leaseMs)}
    returning key`)
  if (claimed.length === 0) {
    const [kept] = await db.rows<{ hash: string; answer: Kept }>(sql`
      select body_hash as hash, answer from idempotency where actor_id = ${actor.id} and key = ${key}`)
    void reply.header('idempotency-replayed', 'true')
    return replay(ctx, contract, hash, kept)
  }

  const guarded: Ctx = { ...ctx, db: { ...db, transaction: work => db.transaction(async tx => {
    const value = await work(tx)
    const held = await tx.rows(mark({ state: 'committed', claim, sealed: seal(value) }))
    if (held.length === 0) throw conflict('running', 'The same request is being carried out elsewhere.')
    return value
  }) } }
  let answer: unknown
  try {
    answer = await act(guarded)
  } catch (error) {
    // Nothing was committed, so the same key may try again; a committed row stays.
    await db.rows(sql`
      delete from idempotency where actor_id = ${actor.id} and key = ${key} and answer->>'claim' = ${claim} and answer->>'state' = 'running'`)
      .catch((fault: unknown) => ctx.log.warn({ request: request.id, fault: faultOf(fault) }, 'idempotency key not freed'))
    throw error
  }
  await db.rows(mark({ state: 'done', claim, sealed: seal(answer) }))
    .catch((fault: unknown) => ctx.log.warn({ request: request.id, fault: faultOf(fault) }, 'answer not kept'))
  return answer
}

function replay({ vault }: Ctx, contract: Endpoint, hash: string, kept: { hash: string; answer: Kept } | undefined): unknown {
  if (kept && kept.hash !== hash) throw new Problem(422, 'key-reused', 'This Idempotency-Key was used for another request.')
  if (!kept || kept.answer.state === 'running' || kept.answer.sealed === undefined) throw conflict('running', 'The same request is still being carried out.')
  const value: unknown = JSON.parse(vault.open(Buffer.from(kept.answer.sealed, 'base64')))
  if (kept.answer.state === 'done') return value
  // The process died between commit and answer: what the transaction gave is usually the answer itself.
  const answer = contract.answer.safeParse(value)
  if (!answer.success) throw conflict('answer-lost', 'The request was carried out, but its answer was lost; look at the result.')
  return answer.data
}

// ── what is measured ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Times every call by route and shows it at `/metrics`, to the machine itself only. */
function watch(app: FastifyInstance, { log }: Ctx, count: DoorOptions['counted'] = async () => []) {
  const measured = measures()
  const look = keptFor(5000, count)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    measured.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    log.debug({ request: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'call')
  })
  app.addHook('onClose', async () => { measured.stop() })
  app.get('/metrics', async (request, reply) => {
    const direct = isLoopback(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined
    if (!direct) throw new Problem(404, 'not-found', 'There is no such place here.')
    const counted = await look().catch((fault: unknown) => { log.warn({ fault: faultOf(fault) }, 'nothing counted for the metrics'); return [] })
    return reply.type(measured.contentType).send(measured.text() + measureText(counted))
  })
}
const isLoopback = (address: string) => ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost'].includes(address)
