import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx, Session } from '../context.ts'
import type { Endpoint } from '../endpoint.ts'
import { Problem } from '../problem.ts'
import { reason } from '../verdict.ts'
import type { Actor } from '../work.ts'

/** Nobody yet: who calls where anyone may. */
const nobody: Actor = { id: -1, name: 'nobody', roles: [], scope: { warehouses: [], shops: [] } }

export interface Entry { ctx: Ctx; actorOf: (ctx: Ctx, secret: string) => Promise<Actor | undefined>; cookie: string; secure: boolean }
export interface Caller { actor: Actor; secret: string | undefined }

/** Who calls, after every check that needs no body: origin, secret, role. */
export async function admit({ ctx, actorOf, cookie }: Entry, { who, method, early, indoors }: Endpoint, request: FastifyRequest): Promise<Caller> {
  const bearer = bearerOf(request)
  const secret = bearer ?? cookieOf(request, cookie)
  if (method !== 'GET' && bearer === undefined) checkOrigin(request, secret !== undefined)
  if (who === 'anyone') return { actor: nobody, secret }
  const actor = secret === undefined ? undefined : await actorOf(ctx, secret)
  if (!actor) throw new Problem(401, 'not-signed-in', 'Sign in, or send a token that is still good.')
  if (actor.owes && !early) throw new Problem(403, actor.owes.code, actor.owes.how, [reason(actor.owes.code)])
  if (who !== 'signed-in' && !who.some(role => actor.roles.includes(role)) && !actor.roles.includes('system')) {
    throw new Problem(403, 'wrong-role', 'Your role may not do this.', [reason('wrong-role', { allowed: who.join(' ') })])
  }
  // Whoever comes with a cookie sits at a screen of ours; a token is an interface.
  return { actor: bearer !== undefined && actor.outside && !indoors ? { ...actor, scope: actor.outside } : actor, secret }
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

export function sessionOf({ cookie, secure }: Entry, secret: string | undefined, reply: FastifyReply): Session {
  const set = (value: string, seconds: number) => {
    void reply.header('set-cookie', `${cookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`)
  }
  return { secret, start: given => set(given, 7 * 24 * 3600), end: () => set('', 0) }
}
