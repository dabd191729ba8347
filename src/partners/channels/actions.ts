import { afterFailure, breaking, isBroken, isOpen, whole, type Breaker } from './breaker.rules.ts'
import { fileChannel } from './file.ts'
import { ChannelAway, type Channel, type ChannelName, type ChannelShop, type NumberForChannel } from './rules.ts'

/** The channels this house can talk to, by the name a shop has for its channel. */
export const channels: Readonly<Record<ChannelName, Channel>> = { file: fileChannel }

type Ways = Readonly<Record<string, Channel>>
export interface NumberOfShop extends NumberForChannel { shop: string; channel: string }
/** `until`: the channel is away and is asked again then, which is no fault of the number. `hopeless`: it will never take this one. */
export interface Undelivered { parcel: number; error: unknown; until?: Date; hopeless?: boolean }
interface Telling { signal: AbortSignal; now: Date; known?: Ways; chance?: () => number; breakers?: Map<string, Breaker> }

/** How the channels of this process' shops have fared; another process finds out by itself. */
const shopBreakers = new Map<string, Breaker>()

/**
 * Tells every shop's channel the numbers of its parcels, one call a shop, all at once: a shop that fails or is slow keeps no other
 * from its numbers, and one that fails again and again is left alone for a while. Answers what did not arrive.
 */
export async function tellNumbers(company: string, numbers: readonly NumberOfShop[], { signal, now, known = channels, chance = Math.random, breakers = shopBreakers }: Telling): Promise<Undelivered[]> {
  const shops = [...Map.groupBy(numbers, n => n.shop)]
  const missed = await Promise.all(shops.map(async ([shop, own]): Promise<Undelivered[]> => {
    const key = JSON.stringify([company, shop])
    const before = breakers.get(key) ?? whole
    const all = (error: unknown, until?: number) => own.map(n => ({ parcel: n.parcel, error, ...(until !== undefined && { until: new Date(until) }) }))
    if (isOpen(before, now.getTime())) return all(new Error('the channel is left alone for a while'), before.until)
    try {
      const untaken = await tell({ company, shop }, own, signal, known)
      breakers.delete(key)
      return untaken.map(u => ({ parcel: u.parcel, error: new Error(`the channel did not take it: ${u.code}`), hopeless: u.hopeless }))
    } catch (error) {
      // Whoever is not there may stay away for days; any other fault is tried so often and then shown to a person.
      const away = error instanceof ChannelAway ? error : undefined
      const after = afterFailure(before, now.getTime(), chance(), away?.afterMs)
      if (breakers.size < breaking.shops || breakers.has(key)) breakers.set(key, after)
      return all(error, away && (away.afterMs !== undefined || isBroken(before)) ? after.until : undefined)
    }
  }))
  return missed.flat()
}

async function tell(to: ChannelShop, numbers: readonly NumberOfShop[], signal: AbortSignal, known: Ways) {
  const name = numbers[0]?.channel ?? ''
  const channel = known[name]
  if (!channel) throw new Error(`there is no way to the channel ${name}`)
  return Promise.race([channel.send(to, channel.words(numbers), signal), over(signal)])
}

/** A channel that does not listen to the signal must not hold the others either. */
const over = (signal: AbortSignal) => new Promise<never>((_, fail) => {
  const end = () => fail(new ChannelAway('the channel did not answer in time'))
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
})
