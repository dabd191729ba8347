import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx } from '../context.ts'
import { Busy, isAway, isFull, isSlow, Moving, sqlState, Unknown } from '../db.ts'
import { faultOf } from '../log.ts'
import { conflict, invalid, Problem } from '../problem.ts'
import { reason } from '../verdict.ts'

export function headersOf(request: FastifyRequest, secure: boolean): Record<string, string> {
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
export function refuse(ctx: Ctx, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error)
  if (problem.status >= 500) ctx.log[problem.status === 503 && !isFull(error) ? 'warn' : 'error']({ request: request.id, route: request.routeOptions.url, fault: faultOf(error) }, 'call failed')
  // Who was kept out, and from where: what they sent may be personal, and stays out of the log.
  if ([401, 403, 429].includes(problem.status)) ctx.log.info({ request: request.id, route: request.routeOptions.url, status: problem.status, code: problem.code, from: request.ip }, 'call refused')
  if (problem.status === 503) void reply.header('retry-after', problem.code === 'moving' ? '1' : '3')
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  if (problem.status === 429) void reply.header('retry-after', String(problem.reasons[0]?.values?.seconds ?? 60))
  // Whoever is refused before all was read still sends: the rest is passed over, or it would stand before the next call on this line.
  if (!request.raw.complete) {
    void reply.header('connection', 'close')
    request.raw.resume()
  }
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
  if (error instanceof Unknown) return new Problem(503, 'unknown', 'It is not known whether this was done. Look, then send it again with the same Idempotency-Key.')
  if (error instanceof Moving) return new Problem(503, 'moving', 'The company is being carried to another server; try again in a moment.')
  if (isFull(error)) return new Problem(503, 'no-room', 'The house has no room left on its disk; nothing is taken in until there is some.')
  if (error instanceof Busy || isAway(error) || isSlow(error)) return new Problem(503, 'busy', 'The house is busy; try again in a moment.')
  if (state === '23505') return conflict('already-exists', 'There is already one like this.')
  if (['22021', '22P05', '22P02', '22003', '22007', '22008', '22009'].includes(state)) return invalid('A text, number or time cannot be stored.')
  if (state === '23503') return invalid('It names something that is not there.', [reason('reference-unknown')])
  const status = (error as Partial<FastifyError> | undefined)?.statusCode ?? 500
  if (status === 413) return new Problem(413, 'too-large', 'The body is too large.')
  if (status >= 400 && status < 500) return new Problem(status, 'bad-request', 'The request cannot be understood.')
  return new Problem(500, 'fault', 'Something is broken on our side; the log has it under the request id.')
}
