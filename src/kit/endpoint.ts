import type { Readable } from 'node:stream'
import { z } from 'zod'

/** The contract of one call: where it is, who may, what goes in, what comes out. Read by server, console, CLI and documents. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType,
> {
  name: string
  method: Method
  path: string
  summary: string
  who: Who
  params: P
  query: Q
  body: B
  answer: A
  /** Whether the call changes something; a POST that only searches says `write: false`. */
  write: boolean
  /** What leaves: JSON as `answer` says, a file, or server-sent events. */
  gives: 'json' | 'file' | 'events'
  /** The body is a file of one of these types, read as a stream and no longer than this; such a call has no other body. */
  takes?: Takes
  /** Open to who has something to set up before anything else. */
  early?: boolean
  /** It brings something in, or puts it on paper here: by an interface too it reaches the orders that do not leave by one (P5). */
  indoors?: boolean
  /** Only reads, and may be a moment old: it is asked of a copy of the database where there is one. */
  report?: boolean
}
export interface Takes { types: readonly string[]; maxBytes: number }
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** The roles that may call, or everybody who is signed in, or everybody. */
export type Who = readonly string[] | 'anyone' | 'signed-in'

const none = z.strictObject({})
const noBody = z.undefined()

/** Objects going in must be `z.strictObject` at every depth (S13); the door refuses a contract that is not. */
/* @__NO_SIDE_EFFECTS__ */ export function endpoint<
  A extends z.ZodType, P extends z.ZodType = typeof none, Q extends z.ZodType = typeof none, B extends z.ZodType = typeof noBody,
>(given: {
  name: string; method: Method; path: `/api/${string}`; summary: string; who: Who
  params?: P; query?: Q; body?: B; answer: A; write?: boolean; gives?: 'json' | 'file' | 'events'; takes?: Takes; early?: boolean; indoors?: boolean; report?: boolean
}): Endpoint<P, Q, B, A> {
  return {
    ...given,
    params: given.params ?? none as unknown as P, // the defaults of the type parameters are exactly these
    query: given.query ?? none as unknown as Q,
    body: given.body ?? noBody as unknown as B,
    write: given.write ?? given.method !== 'GET',
    gives: given.gives ?? 'json',
  }
}

/** An answer that is no JSON: a file to keep, or a stream of server-sent events that ends with `signal`. */
export interface FileAnswer { name: string; type: string; body: Readable | Buffer | string }
export interface StreamAnswer { subscribe(tell: (event: string, data: unknown) => void, signal: AbortSignal): void }
/** The answer of a call that gives a file or events: made by the handler, passed on as it is. */
export const fileOut = z.custom<FileAnswer>()
export const eventsOut = z.custom<StreamAnswer>()

/** Whether the contract has a body at all. */
export const hasBody = (contract: Endpoint): boolean => !(contract.body instanceof z.ZodUndefined)

/** An id: opaque digits outside, a number inside. */
export const id = z.string().regex(/^[1-9]\d{0,14}$/, 'an id is a text of digits').transform(Number).pipe(z.number())
export const idOut = z.number().int().transform(String).pipe(z.string().regex(/^\d+$/))

/** Several values in one part of a query, joined by commas. */
export const listOf = <S extends z.ZodType<unknown, string>>(one: S, most = 30) => z.string().max(1000).transform(text => text.split(',')).pipe(z.array(one).min(1).max(most))

/** A moment in an answer: a Date inside, ISO 8601 in UTC outside. */
export const timeOut = z.date().transform(at => at.toISOString()).pipe(z.iso.datetime())

/** Objects in a schema that would let unknown fields pass, as paths; empty when every object is strict. */
export function looseObjects(schema: z.ZodType): string[] {
  return loose(schema as unknown as Schema, '', new Set())
}

/** The part of zod's own description that is walked here; making a JSON schema of every call to look at it is a fifth of a start. */
interface Schema { _zod: { def: { type: string; catchall?: Schema } & Record<string, unknown> } }
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && '_zod' in value

function loose(schema: Schema, path: string, seen: Set<Schema>): string[] {
  if (seen.has(schema)) return []
  seen.add(schema)
  const { def } = schema._zod
  const here = def.type === 'object' && def.catchall?._zod.def.type !== 'never' ? [path || '/'] : []
  // Of a pipe only what goes in counts; a schema that refers to itself stands behind a getter.
  const parts = def.type === 'pipe' ? { in: def['in'] } : def.type === 'lazy' ? { lazy: (def['getter'] as () => unknown)() } : def
  return [...here, ...Object.entries(parts).filter(([name]) => name !== 'catchall').flatMap(([name, part]) => inside(part, `${path}/${name}`, seen))]
}
function inside(part: unknown, path: string, seen: Set<Schema>): string[] {
  if (isSchema(part)) return loose(part, path, seen)
  if (Array.isArray(part) || path.endsWith('/shape')) return Object.entries(part ?? {}).flatMap(([name, one]) => (isSchema(one) ? loose(one, `${path}/${name}`, seen) : []))
  return []
}
