import { fileChannel } from './file.ts'
import type { Channel, ChannelName, ChannelShop, NumberForChannel } from './rules.ts'

/** The channels this house can talk to, by the name a shop has for its channel. */
export const channels: Readonly<Record<ChannelName, Channel>> = { file: fileChannel }

type Ways = Readonly<Record<string, Channel>>
export interface NumberOfShop extends NumberForChannel { shop: string; channel: string }
export interface Undelivered { parcel: number; error: unknown }

/**
 * Tells every shop's channel the numbers of its parcels, one call a shop, all at once: a shop that fails or is slow keeps no other
 * from its numbers. Answers what did not arrive.
 */
export async function tellNumbers(company: string, numbers: readonly NumberOfShop[], signal: AbortSignal, known: Ways = channels): Promise<Undelivered[]> {
  const shops = [...Map.groupBy(numbers, n => n.shop)]
  const sent = await Promise.allSettled(shops.map(([shop, own]) => tell({ company, shop }, own, signal, known)))
  return shops.flatMap(([, own], i) => {
    const answer = sent[i]! // one answer a shop
    return answer.status === 'fulfilled' ? [] : own.map(n => ({ parcel: n.parcel, error: answer.reason as unknown }))
  })
}

async function tell(to: ChannelShop, numbers: readonly NumberOfShop[], signal: AbortSignal, known: Ways): Promise<void> {
  const name = numbers[0]?.channel ?? ''
  const channel = known[name]
  if (!channel) throw new Error(`there is no way to the channel ${name}`)
  await Promise.race([channel.send(to, channel.words(numbers), signal), over(signal)])
}

/** A channel that does not listen to the signal must not hold the others either. */
const over = (signal: AbortSignal) => new Promise<never>((_, fail) => {
  const end = () => fail(new Error('the channel did not answer in time'))
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
})
