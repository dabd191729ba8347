import { meaningOf, untakenOf, type Meaning } from './answers.rules.ts'
import { ChannelAway, type Channel, type ChannelShop, type NumberForChannel } from './rules.ts'

export interface HttpWay {
  address: (to: ChannelShop) => string
  /** A token for calls; `stale` names one that was just refused, so that another is made. */
  token: (to: ChannelShop, stale: string | undefined, signal: AbortSignal) => Promise<string>
  /** How long one call may take. */
  limitMs?: number
  now?: () => number
}
type Words = readonly NumberForChannel[]

/**
 * Numbers over HTTP: the shared part of every adapter that speaks it. One set is one call with a key made of its parcels, so that whoever
 * heard it before knows it again. A token that has run out is renewed once; whatever else is wrong is told, never guessed.
 */
export const httpChannel = ({ address, token, limitMs = 15_000, now = Date.now }: HttpWay): Channel<Words> => ({
  words: numbers => numbers,
  async send(to, numbers, signal) {
    const body = JSON.stringify({ shop: to.shop, numbers: numbers.map(n => ({ ...n, parcel: String(n.parcel) })) })
    const key = `${to.company}/${to.shop}/${numbers.map(n => n.parcel).join('-')}`.slice(0, 200)
    let secret = await token(to, undefined, signal)
    for (let renewed = false; ; renewed = true) {
      const meaning = await call(address(to), { body, key, secret, signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) }, now)
      if (meaning.means === 'said') return untakenOf(meaning.json, numbers.map(n => n.parcel))
      if (meaning.means === 'away') throw new ChannelAway(meaning.why, meaning.afterMs)
      if (renewed) throw new Error('the channel refuses a fresh token')
      secret = await token(to, secret, signal)
    }
  },
})

async function call(address: string, { body, key, secret, signal }: { body: string; key: string; secret: string; signal: AbortSignal }, now: () => number): Promise<Meaning> {
  try {
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': key }, body, signal })
    return meaningOf({ status: answer.status, type: answer.headers.get('content-type') ?? '', retryAfter: answer.headers.get('retry-after'), body: new Uint8Array(await answer.arrayBuffer()) }, now())
  } catch (error) {
    return { means: 'away', why: signal.aborted ? 'the channel did not answer in time' : `the channel was not reached (${error instanceof Error ? error.name : 'fault'})`, afterMs: undefined }
  }
}
