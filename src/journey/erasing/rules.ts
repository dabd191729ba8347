import { reason, type Reason } from '#kit/verdict.ts'

/** The orders of one person, as far as erasing asks about them. */
export interface Person { orders: { id: number; number: string; shopId: number; ended: boolean; held: boolean; erased: boolean }[] }

/** What somebody wants gone is erased when every order of theirs has ended and the law holds none. */
export const whyNotErase = ({ orders }: Person): Reason[] => {
  const [open, held] = [orders.filter(o => !o.ended), orders.filter(o => o.held)]
  return [
    ...(open.length ? [reason('orders-open', { count: open.length, first: open[0]!.number })] : []),
    ...(held.length ? [reason('law-holds', { count: held.length, first: held[0]!.number })] : []),
    ...(orders.every(o => o.erased) ? [reason('erased-already')] : []),
  ]
}
