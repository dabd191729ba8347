import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a platform does to a caller. `after` means: the words are taken, and the caller does not learn it. */
export const channelFaults = ['500', '500-after', 'cut', 'cut-after', 'half-after', 'charset-after', 'error-in-200', 'too-many', 'token', 'hang-after', 'html', 'some'] as const
export type ChannelFault = (typeof channelFaults)[number]

/** A stand-in of a platform that takes numbers over HTTP, knows a repeat by its parcel, and does to its callers what platforms do. */
export async function openChannel({ fault, hangMs = 300 }: { fault: () => ChannelFault | undefined; hangMs?: number }) {
  const known = new Map<string, { waybill: string; times: number }>()
  const calls: { fault: ChannelFault | undefined; at: number }[] = []
  let token = 1
  const server = http.createServer(async (request, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { numbers } = JSON.parse(String(Buffer.concat(chunks))) as { numbers: { parcel: string; waybill: string }[] }
    const now = request.headers.authorization === `Bearer t${token}` ? fault() : 'token'
    calls.push({ fault: now, at: Date.now() })
    const half = now === 'some' ? numbers.filter((_, i) => i % 2 === 0) : numbers
    const take = () => {
      for (const { parcel, waybill } of half) {
        const before = known.get(parcel)
        if (before && before.waybill !== waybill) { answer.writeHead(200).end(JSON.stringify({ taken: [], code: 'other-number' })); return false }
        known.set(parcel, { waybill, times: (before?.times ?? 0) + 1 })
      }
      return true
    }
    if ((now === undefined || now === 'some' || now.endsWith('-after')) && !take()) return
    const json = JSON.stringify({ taken: half.map(n => n.parcel), note: '已收到单号' })
    switch (now) {
      case undefined: case 'some': answer.writeHead(200, { 'content-type': 'application/json' }).end(json); break
      case '500': case '500-after': answer.writeHead(500).end('{"taken":[]}'); break
      case 'cut': case 'cut-after': request.socket.destroy(); break
      case 'half-after': answer.writeHead(200, { 'content-type': 'application/json' }).end(json.slice(0, json.length / 2)); break
      case 'charset-after': answer.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(Buffer.concat([Buffer.from(json.slice(0, -2)), Buffer.from([0xb5, 0xa5]), Buffer.from('"}')])); break
      case 'error-in-200': answer.writeHead(200, { 'content-type': 'application/json' }).end('{"code":"isp.remote-service-error","msg":"稍后再试"}'); break
      case 'too-many': answer.writeHead(429, { 'retry-after': '60' }).end(); break
      case 'token': token++; answer.writeHead(401).end(); break
      case 'hang-after': setTimeout(() => answer.destroy(), hangMs).unref(); break
      case 'html': answer.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>login</body></html>'); break
    }
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/numbers`, known, calls,
    token: () => `t${token}`,
    close: () => new Promise<void>(done => { server.closeAllConnections(); server.close(() => done()) }),
  }
}
