import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { race } from './race.ts'

/** Fifty stations in a thread of their own, as handhelds are not part of the server. Each message asks for one round, and gets its p99. */
const { address, token, waves, each } = workerData as { address: string; token: string; waves: { wave: string; picks: { code: string; position: number }[] }[]; each: number }
const agent = new Agent({ keepAlive: true, maxSockets: waves.length })

const post = (body: unknown) => new Promise<void>((done, fail) => {
  const text = JSON.stringify(body)
  const call = request(`${address}/api/picking/scans`, { agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), authorization: `Bearer ${token}` } }, answer => {
    let said = ''
    answer.on('data', (c: Buffer) => { said += c.toString() })
    answer.on('end', () => (said.includes('"ok":true') ? done() : fail(new Error(said))))
  })
  call.on('error', fail)
  call.end(text)
})

let from = 0
parentPort!.on('message', async () => { // a worker has a parent
  const p99 = await race(waves.length, each, async (station, i) => {
    const { wave, picks } = waves[station]!, pick = picks[from + i]!
    await post({ gesture: randomUUID(), wave, code: pick.code, position: pick.position })
  })
  from += each
  parentPort!.postMessage(p99)
})
