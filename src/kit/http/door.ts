import { createHash, randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Call, Ctx, Route } from '../context.ts'
import { Busy } from '../db.ts'
import { looseObjects, type Endpoint, type FileAnswer, type StreamAnswer } from '../endpoint.ts'
import type { Measure } from '../measure.ts'
import { docsPage, openapi } from '../openapi.ts'
import { Problem } from '../problem.ts'
import type { Skew } from '../skew.ts'
import { sql } from '../sql.ts'
import { reason } from '../verdict.ts'
import { serveConsole } from '../static.ts'
import type { Actor } from '../work.ts'
import { readAside } from './aside.ts'
import { sendEvents, sendFile } from './answers.ts'
import { admit, sessionOf, type Caller, type Entry } from './entry.ts'
import { checkContentType, fileOf, inputOf, megabyte, readJsonOnly, type RouteConfig } from './input.ts'
import { once } from './once.ts'
import { buckets, type Rate } from './rate.ts'
import { headersOf, refuse } from './refusal.ts'
import { isLoopback, watch } from './watch.ts'

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
  /** What one caller may ask for, and one address for all of its callers together; without it nobody is held back. */
  rate?: { caller: Rate; address: Rate }
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

const unused = () => { throw new Error('contracts are the only schemas') }

/** The HTTP door of one company: contracts are bound with `route`; nothing passes it unchecked. */
export function openDoor({ ctx, actorOf, secure = false, trustProxy, version = '0', drainMs = 30_000, console: built, counted, skew, rate }: DoorOptions): Door {
  const app = fastify({
    logger: false, exposeHeadRoutes: false, bodyLimit: 8 * megabyte, requestTimeout: 60_000, genReqId: () => randomUUID(),
    ...(trustProxy && { trustProxy }),
    // A call that comes over an open line while the door closes is one in flight: it is carried out, and its line then closed.
    return503OnClosing: false,
    // The contracts check and write; without this Fastify reads in a validator and a serialiser nobody uses.
    schemaController: { compilersFactory: { buildValidator: () => unused, buildSerializer: () => unused } },
    frameworkErrors: (error, request, reply) => { refuse(ctx, error, request, reply) },
  })
  const contracts: Endpoint[] = []
  const entry: Entry = { ctx, actorOf, cookie: secure ? '__Host-danliu' : 'danliu', secure }
  let draining = false
  const [ofCaller, ofAddress] = [rate && buckets(rate.caller), rate && buckets(rate.address)]
  const holdBack = (seconds: number) => { if (seconds > 0) throw new Problem(429, 'too-many-calls', 'More calls than one caller may make; try again in a moment.', [reason('too-many-calls', { seconds })]) }

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
      onRequest: async request => {
        // An address is counted before anything is asked of the database; many people may share one.
        holdBack(ofAddress?.(request.ip, performance.now()) ?? 0)
        const caller = await admit(entry, contract, request)
        if (caller.actor.id > 0) holdBack(ofCaller?.(String(caller.actor.id), performance.now()) ?? 0)
        callers.set(request, caller)
      },
      handler: async (request, reply) => {
        const { actor, secret } = callers.get(request)! // set by the hook just above
        const call: Call<typeof contract> = {
          ...inputOf(contract, request), actor, address: request.ip, session: sessionOf(entry, secret, reply), file: contract.takes && fileOf(request, contract.takes),
        }
        const act = async (within: Ctx) => contract.answer.parse(await handler(within, call))
        if (contract.report) {
          const read = await readAside(ctx, reply, act)
          if (read) return contract.gives === 'file' ? sendFile(reply, read.answer as FileAnswer) : reply.type('application/json').send(JSON.stringify(read.answer ?? null))
        }
        const key = contract.method === 'POST' && contract.write && !contract.takes && actor.id > 0 ? request.headers['idempotency-key'] : undefined
        const answer = key === undefined ? await act(ctx) : await once({ ctx, actor, key, request, reply, contract, act })
        if (contract.gives === 'file') return sendFile(reply, answer as FileAnswer) // the contract's answer is fileOut
        if (contract.gives === 'events') return sendEvents(reply, answer as StreamAnswer)
        return reply.type('application/json').send(JSON.stringify(answer ?? null))
      },
    })
  }

  app.get('/healthz', { exposeHeadRoute: true }, async () => ({ ok: true, ...(skew && { clocksAgree: skew.agrees, clockSkewMs: skew.ms ?? null }) }))
  app.get('/readyz', { exposeHeadRoute: true }, async () => {
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
