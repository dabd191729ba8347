import { handbookDiff } from '#handbook/clauses/diff.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import { knownEvents } from '#company.ts'
import { withCompany } from './open.ts'
import { say, type Options } from './options.ts'

/** Figures in force against those of the files, or between two dates; and what is approved for later or only proposed. */
export async function diffHandbook(options: Options, { from, to }: { from?: string; to?: string }): Promise<void> {
  const [earlier, later] = [from, to].map(text => (text === undefined ? null : moment(text)))
  const { book } = loadHandbook(knownEvents)
  const done = await withCompany(options, company => handbookDiff(company.db, book, { from: earlier ?? null, to: later ?? company.now() }))
  say(options, done, [
    ...done.differences.map(d => `${d.clause} ${d.figure}: ${String(d.before ?? '—')} → ${String(d.after ?? '—')} ${d.unit}`), ...(done.differences.length ? [] : ['no figure differs']),
    ...done.coming.map(p => `from ${p.effectiveAt.toISOString()}: ${p.clause} ${p.figure} = ${p.value} (${p.reason})`),
    ...done.pending.map(p => `proposed, not approved: ${p.clause} ${p.figure} = ${p.value} from ${p.effectiveAt.toISOString()} (${p.reason})`),
  ].join('\n'))
}

function moment(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error(`"${text}" is not a date`)
  return at
}
