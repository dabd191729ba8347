import '#kit/ui/admin.css'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { textIn } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, Mark, PageHead, TimeText, Trouble, Waiting, type Tone } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { jobLife, type JobState } from '#kit/jobs.states.ts'
import { listJobs, moveJobs } from './contract.ts'
import { jobsScreen } from './screen.ts'
import { kinds, states, text } from './words.ts'

type Job = Answer<typeof listJobs>['jobs'][number]
const tones: Record<JobState, Tone> = { waiting: 'accent', done: 'good', dead: 'bad', dropped: 'soft' }

/** What is done outside the house; dead ones are read, tried anew or dropped. */
export default function JobsPage() {
  const { t } = useTongue()
  const say = useSentence()
  const message = useMessage()
  const [search, change] = useSearch(jobsScreen)
  const state = search.state ?? 'dead'
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const [dropping, drop] = useState(false)
  const { data, error, refetch } = useCall(listJobs, { query: { state, limit: 500 } }, { live: ['job'], every: 10_000, keep: true })
  const act = useAct(moveJobs, { done: ({ moved, refused }) => {
    choose(new Set()); drop(false)
    if (moved.length) void message.success(t(text.moved, { count: moved.length }))
    if (refused.length) void message.warning(`${t(text.refused, { count: refused.length })} ${[...new Set(refused.flatMap(r => r.reasons.map(say)))].join(' ')}`)
  } })
  const jobs = data?.jobs ?? []
  const ids = jobs.map(j => j.id).filter(id => chosen.has(id))
  const toggle = (id: string) => { const next = new Set(chosen); if (!next.delete(id)) next.add(id); choose(next) }
  return (
    <div className="admin">
      <PageHead title={t(jobsScreen.title)} note={t(text.note)} />
      <div className="filters tabs" role="group" aria-label={t(text.state)}>{(['dead', 'waiting', 'done', 'dropped'] as const).map(s => <button key={s} type="button" aria-pressed={s === state} onClick={() => { choose(new Set()); change({ state: s }) }}>{t(states[s])}</button>)}
        {ids.length > 0 && <span className="filters-end">
          {state === 'dead' && <Button type="primary" loading={act.isPending} onClick={() => act.run({ params: { move: 'replay' }, body: { jobs: ids } })}>{t(text.replayMany, { count: ids.length })}</Button>}
          {jobLife.moves.drop.path[state] && <Button danger onClick={() => drop(true)}>{t(text.dropMany, { count: ids.length })}</Button>}
        </span>}
      </div>
      {error && !data ? <Trouble error={error} again={() => void refetch()} /> : !data ? <Waiting /> : jobs.length === 0 ? <EmptyState title={t(state === 'dead' ? text.noneDead : text.none)} /> : <div className="table-room"><table className="plain fold">
        <thead><tr><th><Checkbox aria-label={t(text.chooseAll)} checked={ids.length === jobs.length} indeterminate={ids.length > 0 && ids.length < jobs.length} onChange={e => choose(new Set(e.target.checked ? jobs.map(j => j.id) : []))} /></th><th>{t(text.kind)}</th><th>{t(text.key)}</th><th>{t(text.state)}</th><th className="end">{t(text.attempts)}</th><th>{t(text.next)}</th><th>{t(text.created)}</th><th>{t(text.error)}</th></tr></thead>
        <tbody>{jobs.map(j => <JobRow key={j.id} of={j} on={chosen.has(j.id)} toggle={() => toggle(j.id)} />)}</tbody>
      </table></div>}
      <Trouble error={act.error} />
      <ConfirmWithReason open={dropping} title={t(text.dropTitle)} act={t(text.dropMany, { count: ids.length })} danger busy={act.isPending} onCancel={() => drop(false)} onConfirm={note => act.run({ params: { move: 'drop' }, body: { jobs: ids, note } })}><p>{t(text.dropNote)}</p></ConfirmWithReason>
    </div>
  )
}

function JobRow({ of, on, toggle }: { of: Job; on: boolean; toggle: () => void }) {
  const { t, tongue } = useTongue()
  return <tr>
    <td><Checkbox aria-label={t(text.choose, { id: of.id })} checked={on} onChange={toggle} /></td>
    <td>{Object.hasOwn(kinds, of.kind) ? textIn(tongue, kinds[of.kind as keyof typeof kinds]) : of.kind}</td><td className="figure" data-name={t(text.key)}>{of.key}</td>
    <td><Mark tone={tones[of.state]}>{t(states[of.state])}</Mark></td><td className="end figure" data-name={t(text.attempts)}>{of.attempts}</td>
    <td data-name={t(text.next)}>{of.state === 'waiting' ? <TimeText at={of.runAt} /> : <TimeText at={of.doneAt} />}</td><td data-name={t(text.created)}><TimeText at={of.createdAt} /></td><td className="soft">{of.lastError}</td>
  </tr>
}
