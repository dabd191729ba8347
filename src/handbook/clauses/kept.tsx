import type { Answer } from '#kit/ui/client.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { readCompliance } from '#handbook/clocks/compliance.contract.ts'
import { text } from './words.ts'

export type Count = Answer<typeof readCompliance>['clauses'][number]

/** How a clause is kept: the share of those that ended in time, and how many did not or still run. */
export function Kept({ of }: { of: Count }) {
  const { t, percent } = useTongue()
  const ended = of.met + of.missed
  return <>
    <b className="figure">{ended ? percent(of.met / ended) : '—'}</b>
    {ended || of.running ? <span className="soft"><span className={of.missed ? 'bad' : ''}>{t(text.missedCount, { count: of.missed })}</span> · {t(text.runningCount, { count: of.running })}</span> : <span className="soft">{t(text.noneEnded)}</span>}
  </>
}
