import { Button, Input } from 'antd'
import { useState } from 'react'
import { addressOf, type Answer } from '#kit/ui/client.ts'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { Mark, MoneyText, PageHead, Section, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, useParams } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import { badRows, badRowsFile, fixRows, getRun, stopRun } from './files.contract.ts'
import { isGoing, stateTone } from './runs.tsx'
import { intakeScreen } from './screen.ts'
import { runStates, text } from './words.ts'
import './intake.css'

type Whole = Answer<typeof getRun>

/** One import: how far it is, its account against the source, and the rows that wait to be corrected. */
export default function RunPage() {
  const { t, tongue, time } = useTongue()
  const { id = '' } = useParams()
  const run = useCall(getRun, { params: { id } }, { live: ['intake', 'order'], every: 1500 })
  const stop = useAct(stopRun)
  if (run.error && !run.data) return <Trouble error={run.error} again={() => void run.refetch()} />
  if (!run.data) return <Waiting lines={8} />
  const r = run.data
  return (
    <div className="run">
      <PageHead title={r.files.join(' + ')} note={<><Mark tone={stateTone(r)}>{textIn(tongue, runStates[r.state])}</Mark> {t(text.byPerson, { by: r.by, time: time(r.askedAt) })}</>}>
        {isGoing(r) && <Button loading={stop.isPending} onClick={() => stop.run({ params: { id } })}>{t(text.stop)}</Button>}<Go to={intakeScreen.path}>{t(text.anotherImport)}</Go>
      </PageHead>
      {isGoing(r) && <div className="progress" role="progressbar" aria-label={t(text.running)} aria-valuemin={0} aria-valuemax={r.rowsAll ?? 0} aria-valuenow={r.rowsDone}><div className="bar"><i style={{ width: `${r.rowsAll ? Math.round((r.rowsDone / r.rowsAll) * 100) : 3}%` }} /></div></div>}
      {r.state === 'failed' && <p className="bad" role="alert">{r.message}</p>}
      <Account of={r} />
      {r.problems > 0 && !isGoing(r) && (r.fixable ? <Fix run={r} /> : <Section title={t(text.fixRows)}><p className="soft">{t(text.filesGone)}</p><Problems of={r} /></Section>)}
    </div>
  )
}

/** IN-5: what the files say against what is here; a difference is red. */
function Account({ of: r }: { of: Whole }) {
  const { t, number } = useTongue()
  const held = r.accepted + r.duplicates + r.changed
  return <>
    <dl className="counts">{([['accepted', r.accepted], ['duplicates', r.duplicates], ['changed', r.changed], ['refused', r.refused]] as const).map(([name, count]) => <div key={name} className={name === 'refused' && count > 0 ? 'bad' : ''}><dt>{t(text[name])}</dt><dd>{number(count)}</dd></div>)}</dl>
    {r.sourceOrders !== null && r.sourceFen !== null && <div className={r.gap ? 'run-account off' : 'run-account'} role="status">
      <b>{t(r.gap ? text.gap : text.even)}</b>
      <span>{t(text.source)} {t(text.orders, { count: r.sourceOrders })} <MoneyText fen={r.sourceFen} /></span><span>{t(text.here)} {t(text.orders, { count: held })} <MoneyText fen={r.acceptedFen} /></span>
      {r.gap && <span className="strong">{t(text.difference)} {t(text.orders, { count: r.sourceOrders - held })} <MoneyText fen={r.sourceFen - r.acceptedFen} /></span>}
    </div>}
  </>
}

function Problems({ of: r }: { of: Whole }) {
  const { t } = useTongue()
  const say = useSentence()
  return <ul className="plain-list">{r.open.slice(0, 12).map(p => <li key={p.id}><span className="soft figure">{t(text.row)} {p.row}</span> <b>{p.field}</b> {say(p)}</li>)}</ul>
}

/** Rows as they stand in the files; what is wrong is marked, and several are taken again together. */
function Fix({ run }: { run: Whole }) {
  const { t } = useTongue()
  const say = useSentence()
  const message = useMessage()
  const [shown, show] = useState(false)
  const [cells, write] = useState<Record<string, Record<string, string>>>({})
  const rows = useCall(badRows, { params: { id: run.id } }, { on: shown })
  const fix = useAct(fixRows, { done: answer => { write({}); void message.success(`${t(text.taken, { count: answer.accepted + answer.duplicates + answer.changed })}${answer.problems.length ? ` · ${t(text.stillWrong, { count: answer.problems.length })}` : ''}`) } })
  const edited = Object.entries(cells)
  const send = () => { if (edited.length) fix.run({ params: { id: run.id }, body: { rows: edited.map(([key, changed]) => { const at = key.lastIndexOf(':'); return { file: key.slice(0, at), row: Number(key.slice(at + 1)), cells: changed } }) } }) }
  return (
    <Section title={t(text.fixRows)} extra={<a href={addressOf(badRowsFile, { id: run.id })} download>{t(text.download)}</a>}>
      {!shown ? <><Problems of={run} /><Button onClick={() => show(true)}>{t(text.showRows)}</Button></> : !rows.data ? <Waiting lines={4} /> : <>
        <p className="soft">{t(text.fixHint)}</p>
        {rows.data.files.map(file => (
          <div key={file.name} className="table-wrap" tabIndex={0} role="region" aria-label={file.name}><table className="lines preview"><thead><tr><th scope="col">{t(text.row)}</th>{file.header.map((head, i) => <th key={i} scope="col">{head}</th>)}</tr></thead>
            <tbody>{rows.data.rows.filter(r => r.file === file.name).map(r => {
              const key = `${r.file}:${r.row}`
              const bad = new Set(r.problems.map(p => p.column))
              return <tr key={key}><td className="figure">{r.row}<ul className="row-why">{r.problems.map((p, i) => <li key={i} className="bad">{p.column}: {say(p)}</li>)}</ul></td>{file.header.map((head, c) => (
                <td key={c}><Input size="small" aria-label={`${head} ${t(text.row)} ${r.row}`} status={bad.has(head) ? 'error' : ''} value={cells[key]?.[head] ?? r.cells[c] ?? ''} maxLength={2000} onChange={e => write({ ...cells, [key]: { ...cells[key], [head]: e.target.value } })} onPressEnter={send} /></td>
              ))}</tr>
            })}</tbody></table></div>
        ))}
        <Trouble error={fix.error ?? rows.error} />
        <Button type="primary" disabled={!edited.length} loading={fix.isPending} onClick={send}>{t(text.takeAgain, { count: edited.length })}</Button>
      </>}
    </Section>
  )
}
