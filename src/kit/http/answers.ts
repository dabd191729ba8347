import type { FastifyReply } from 'fastify'
import type { FileAnswer, StreamAnswer } from '../endpoint.ts'

/** A file to keep; its name may be in any script. */
export const sendFile = (reply: FastifyReply, { name, type, body }: FileAnswer) => reply
  .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16)}`)}`)
  .type(type).send(body)

const heartbeatMs = 20_000
/** Server-sent events until the reader leaves or the door closes. A reader too slow to take what is told is cut off: it comes back and asks anew. */
export function sendEvents(reply: FastifyReply, { subscribe }: StreamAnswer) {
  const gone = new AbortController()
  reply.hijack()
  const out = reply.raw
  out.writeHead(200, { ...reply.getHeaders() as Record<string, string>, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  const write = (text: string) => { if (!out.write(text) && out.writableLength > 262_144) out.destroy() }
  write('retry: 2000\n\n')
  const beat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  const close = () => out.end()
  reply.server.server.once('danliu:drain', close)
  out.on('close', () => { clearInterval(beat); reply.server.server.off('danliu:drain', close); gone.abort() })
  subscribe((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), gone.signal)
}
