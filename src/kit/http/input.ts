import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Call } from '../context.ts'
import { hasBody, type Endpoint, type Takes } from '../endpoint.ts'
import { Problem } from '../problem.ts'
import type { Reason } from '../verdict.ts'

export const megabyte = 1024 * 1024

export interface RouteConfig { takes?: Takes }

const isEmpty = ({ headers }: FastifyRequest) => headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

export function checkContentType(request: FastifyRequest, takes: Takes | undefined) {
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
export function fileOf(request: FastifyRequest, takes: Takes): NonNullable<Call['file']> {
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
export function readJsonOnly(app: FastifyInstance) {
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

/** Millions of small wrong values would make the contract's check collect reasons until memory ends; objects and lists cost it most. */
const mostValues = 40_000, mostObjects = 12_000

/** One pass over the bytes: nesting above 64, too many values, or a number that is not finite. */
function whyNotJson(bytes: Buffer): 'too-deep' | 'too-many-values' | 'bad-number' | undefined {
  let depth = 0
  let values = 0, objects = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x22) {
      for (at++; at < bytes.length && bytes[at] !== 0x22; at++) if (bytes[at] === 0x5c) at++
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > 64) return 'too-deep'
      if (++objects > mostObjects || ++values > mostValues) return 'too-many-values'
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

export function inputOf<C extends Endpoint>(contract: C, request: FastifyRequest): Pick<Call<C>, 'params' | 'query' | 'body'> {
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
