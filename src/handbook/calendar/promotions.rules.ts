import { reason, type Reason } from '#kit/verdict.ts'

/** Every reason against announcing a promotion. It counts only for what comes after its announcement, so that cannot lie in the past. */
export function whyNotAnnounce({ from, to, announcedAt }: { from: Date; to: Date; announcedAt: Date }, now: Date): Reason[] {
  return [
    ...(from >= to ? [reason('ends-before-it-begins')] : []),
    ...(to <= now ? [reason('over-already')] : []),
    ...(to.getTime() - now.getTime() > 2 * 366 * 24 * 3600_000 ? [reason('too-far-away')] : []),
    ...(announcedAt < now ? [reason('announced-in-the-past')] : []),
    ...(announcedAt >= to ? [reason('announced-after-its-end')] : []),
  ]
}
