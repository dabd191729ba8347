import { checkOf, type Check } from './rules.ts'

/** The head of the sealed log, kept where whoever has the database cannot reach. */
export interface Anchor { company: string; at: string; seal: number; events: number; number: number; mark: string }
/** What the log says now of the seal an anchor names. */
export interface Standing { seal: number; events: number; mark: string }

/** O6: every anchor finds its seal, with its mark and behind it as many events. A log that was cut back by a restore says so itself. */
export function anchorCheck(anchors: readonly Anchor[], standing: readonly Standing[], restoredAt: readonly Date[]): Check {
  const now = new Map(standing.map(s => [s.seal, s]))
  const explained = (a: Anchor) => restoredAt.some(at => at.getTime() >= Date.parse(a.at))
  return checkOf('O6 the log reaches as far as its anchors outside say', anchors.length, anchors.flatMap(a => {
    const is = now.get(a.seal)
    if (is && is.mark === a.mark && is.events === a.events) return []
    if (explained(a)) return []
    return [`anchor of ${a.at}: seal ${a.seal} over ${a.events} events ${is ? `is another one, over ${is.events}` : 'is not there; the end of the log was taken away'}`]
  }))
}

export const anchorLine = (anchor: Anchor): string => `${JSON.stringify(anchor)}\n`
/** What of a file are anchors of this company; a line somebody else wrote is none. */
export function anchorsOf(text: string, company: string): Anchor[] {
  return text.split('\n').flatMap(line => {
    try {
      const a = JSON.parse(line) as Anchor
      return a.company === company && typeof a.mark === 'string' && Number.isInteger(a.seal) && Number.isInteger(a.events) ? [a] : []
    } catch { return [] }
  })
}
