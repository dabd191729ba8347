import type { Answer } from '#kit/ui/client.ts'
import { Mark, MoneyText, Waiting, type Tone } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import { listRuns } from './files.contract.ts'
import { runScreen } from './screen.ts'
import { runStates, text } from './words.ts'

export type Run = Answer<typeof listRuns>['runs'][number]
export const isGoing = (run: Run) => ['waiting', 'running', 'interrupted'].includes(run.state)
export const stateTone = (run: Run): Tone => (run.state === 'failed' || run.gap ? 'bad' : run.state === 'done' ? 'good' : run.state === 'stopped' ? 'soft' : 'accent')

/** The last imports, each with what it took; a gap in its account is red. */
export function Runs() {
  const { t, tongue, time } = useTongue()
  const list = useCall(listRuns, { query: { limit: 8 } }, { live: ['intake', 'order'], every: 5000 })
  if (!list.data) return <Waiting lines={3} />
  if (!list.data.runs.length) return <p className="soft">{t(text.noRuns)}</p>
  return <ul className="runs">{list.data.runs.map(r => (
    <li key={r.id}><Go to={hrefOf(runScreen, { id: r.id })}>{r.files.join(' + ')}</Go>
      <span className="runs-end"><Mark tone={stateTone(r)}>{r.gap ? t(text.gap) : textIn(tongue, runStates[r.state])}</Mark><span>{t(text.orders, { count: r.accepted })}</span>{r.problems > 0 && <span className="bad">{t(text.problems, { count: r.problems })}</span>}</span>
      <span className="soft">{t(text.byPerson, { by: r.by, time: time(r.askedAt) })} <MoneyText fen={r.acceptedFen} /></span></li>
  ))}</ul>
}
