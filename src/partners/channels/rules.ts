/** The ways out this house has; a shop names one of them. */
export const channelNames = ['file'] as const
export type ChannelName = (typeof channelNames)[number]

/** A parcel's number on its way to the channel of its shop. */
export interface NumberForChannel { parcel: number; order: string; carrier: string; waybill: string | null }
/** Where it goes: the company's shop as the channel knows it. */
export interface ChannelShop { company: string; shop: string }
/** A number the channel did not take; `hopeless` where no repeat would change that. */
export interface Untaken { parcel: number; code: string; hopeless: boolean }

/**
 * What every channel must be able to do. `words` is pure and says it in the channel's own words; `send` is the one place that goes
 * out, and answers which numbers were not taken. What is sent may come twice: the channel knows a repeat by its parcel. A channel that
 * is away, or wants it later, throws `ChannelAway`.
 */
export interface Channel<Words = unknown> {
  words(numbers: readonly NumberForChannel[]): Words
  send(to: ChannelShop, words: Words, signal: AbortSignal): Promise<readonly Untaken[]>
}

/** Nobody there, or nobody who could be understood; what became of the words is unknown. `afterMs` is how long the channel asks to wait. */
export class ChannelAway extends Error {
  readonly afterMs: number | undefined
  constructor(message: string, afterMs?: number) { super(message); this.afterMs = afterMs }
}

/** The file channel's words: one JSON line a parcel. */
export const fileWords = (numbers: readonly NumberForChannel[]): string =>
  numbers.map(n => `${JSON.stringify({ parcel: String(n.parcel), order: n.order, carrier: n.carrier, waybill: n.waybill })}\n`).join('')
