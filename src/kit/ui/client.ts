import type { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'
import type { Reason } from '../verdict.ts'

/** What of a contract the browser needs to call it; the handheld gives it by hand, so that zod stays out of its bundle. */
export type Callable = Pick<Endpoint, 'method' | 'path' | 'who' | 'write'>

export interface Given<C extends Endpoint> {
  params?: Texts<z.input<C['params']>>
  query?: z.input<C['query']>
  body?: z.input<C['body']>
  /** Kept over retries, so that a write is carried out once whatever the network does. Made anew for each call without one. */
  key?: string
  signal?: AbortSignal
}
type Texts<T> = { [K in keyof T]: T[K] | string }
export type Answer<C extends Endpoint> = z.output<C['answer']>

/** The house said no: every reason is with it. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly reasons: Reason[]
  readonly requestId: string
  constructor(status: number, problem: { code?: string; detail?: string; reasons?: Reason[]; requestId?: string }) {
    super(problem.detail ?? `status ${status}`)
    this.status = status
    this.code = problem.code ?? 'fault'
    this.reasons = problem.reasons ?? []
    this.requestId = problem.requestId ?? ''
  }
}
/** The house was not reached; nothing is known about whether the call arrived. */
export class Away extends Error {}

/** An id made here that no other station makes. `randomUUID` is missing on plain http to another machine. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

// ── whether the house is there, and whether we may come in ───────────────────────────────────────────────────────────

type Standing = { away: boolean; signedOut: boolean; /** Something must be set up before anything else. */ owing: boolean }
let standing: Standing = { away: false, signedOut: false, owing: false }
const watchers = new Set<() => void>()
const stand = (change: Partial<Standing>) => {
  const next = { ...standing, ...change }
  if (next.away === standing.away && next.signedOut === standing.signedOut && next.owing === standing.owing) return
  standing = next
  for (const watcher of watchers) watcher()
}
export const house = {
  standing: () => standing,
  watch(watcher: () => void) { watchers.add(watcher); return () => { watchers.delete(watcher) } },
  /** Told by the sign-in form, and when what was owed has been set up: calls that waited go on. */
  signedIn: () => { stand({ signedOut: false, away: false, owing: false }) },
  reached: (yes: boolean) => { stand({ away: !yes }) },
}
/** A call that was not let in waits here while a dialog asks for the password or the second step; what was typed on the page stays. */
const letIn = (signal?: AbortSignal) => new Promise<void>((done, fail) => {
  const leave = house.watch(() => { if (!standing.signedOut && !standing.owing) { leave(); done() } })
  signal?.addEventListener('abort', () => { leave(); fail(signal.reason as Error) })
})

// ── the call ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const waits = [300, 1200, 3000]
/** A door that died in the middle of a call holds its key for ten seconds. */
const waitsForKey = [...waits, 3000, 3000, 3000]
/** What must be set up first. */
const owed = ['password-needed', 'second-step-needed']
const sleep = (ms: number) => new Promise(done => setTimeout(done, ms))

/** Makes a call by its contract. Reads and keyed writes are tried again when the house is away or busy; a write keeps its key. */
export function call<C extends Endpoint>(contract: C, given?: Given<C>): Promise<Answer<C>>
export function call<C extends Endpoint>(contract: Callable, given?: Given<C>): Promise<Answer<C>>
export async function call(contract: Callable, given: Given<Endpoint> = {}): Promise<unknown> {
  const url = addressOf(contract, given.params as Record<string, unknown> | undefined, given.query as Record<string, unknown> | undefined)
  const key = given.key ?? freshId()
  const repeatable = contract.method === 'GET' || contract.method === 'POST'
  for (let attempt = 0; ; attempt++) {
    let answer: Response | undefined
    try {
      answer = await fetch(url, {
        method: contract.method, credentials: 'same-origin',
        headers: {
          accept: 'application/json', ...(given.body !== undefined && { 'content-type': 'application/json' }),
          ...(contract.method === 'POST' && contract.write && contract.who !== 'anyone' && { 'idempotency-key': key }),
        },
        ...(given.body !== undefined && { body: JSON.stringify(given.body) }), ...(given.signal && { signal: given.signal }),
      })
    } catch (error) {
      if (given.signal?.aborted) throw error
    }
    const problem = answer && !answer.ok ? await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1] : {}
    // A proxy says in words of its own that nobody stands behind it.
    if (!answer || (problem.code === undefined && [502, 503, 504].includes(answer.status))) {
      house.reached(false)
      const wait = waits[attempt]
      if (!repeatable || wait === undefined) throw new Away('the house was not reached')
      await sleep(wait)
      continue
    }
    house.reached(true)
    if (answer.ok) return await answer.json() as unknown // the server has checked it by the contract
    const [signedOut, owing] = [answer.status === 401 && contract.who !== 'anyone', owed.includes(problem.code ?? '')]
    if (signedOut || owing) {
      stand(signedOut ? { signedOut } : { owing })
      await letIn(given.signal)
      continue
    }
    const running = answer.status === 409 && problem.code === 'running'
    const wait = (running ? waitsForKey : waits)[attempt]
    if (!(running || answer.status === 503) || !repeatable || wait === undefined) throw new Refused(answer.status, problem)
    await sleep(wait)
  }
}

/** The address of a call, for links and downloads too. Lists are joined by commas, absent values left out. */
export function addressOf(contract: Pick<Endpoint, 'path'>, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]]))
  return search.size ? `${path}?${search.toString()}` : path
}
