import type { FastifyInstance } from 'fastify'
import type { Ctx } from '../context.ts'
import { faultOf } from '../log.ts'
import { keptFor, measureText, type Measure } from '../measure.ts'
import { measures } from '../metrics.ts'
import { Problem } from '../problem.ts'

/** Times every call by route and shows it at `/metrics`, to the machine itself only. */
export function watch(app: FastifyInstance, { log }: Ctx, count: (() => Promise<Measure[]>) | undefined = async () => []) {
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
export const isLoopback = (address: string) => ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost'].includes(address)
