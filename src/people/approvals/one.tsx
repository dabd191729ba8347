import { Button } from 'antd'
import { useState } from 'react'
import { textIn } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { download } from '#kit/ui/download.ts'
import { Mark, Trouble, type Tone } from '#kit/ui/pieces.tsx'
import { client, useAct } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseName } from '#handbook/clauses/clause.tsx'
import { approveRequest, listApprovals, rejectRequest, takeApproved, withdrawRequest } from './contract.ts'
import type { ApprovalState } from './states.ts'
import { facts, kinds, states, text } from './words.ts'

type Approval = Answer<typeof listApprovals>['approvals'][number]
const tones: Record<ApprovalState, Tone> = { asked: 'warn', approved: 'good', rejected: 'bad', withdrawn: 'soft', lapsed: 'soft' }

/** One request: what it is, how much, why, who, until when, and what may be done about it. */
export function One({ of }: { of: Approval }) {
  const { t, time } = useTongue()
  const much = of.kind === 'stock-adjust' ? text.pieces : of.kind === 'erasure' ? text.orders : text.rows
  return (
    <li className={`version approval ${of.state}`}>
      <div className="version-head"><span><b>{t(kinds[of.kind])}</b> · {t(much, { count: of.size })}</span><Mark tone={tones[of.state]}>{t(states[of.state])}</Mark></div>
      <p>{of.reason}</p>
      <View of={of} />
      <p className="soft"><span>{t(text.askedBy, { who: of.asker, time: time(of.askedAt) })}</span> · <ClauseName id={of.clause} />
        {of.state === 'asked' && <> · <span>{t(text.until, { time: time(of.until) })}</span></>}
        {of.decidedAt && of.state !== 'lapsed' && <> · <span>{t(text.decidedBy, { who: of.decider ?? '', time: time(of.decidedAt) })}{of.why && t(text.because, { why: of.why })}</span></>}
        {of.state === 'lapsed' && <> · <span>{t(text.over, { time: time(of.until) })}</span></>}
        {of.usedAt && <> · <span>{t(text.taken, { time: time(of.usedAt) })}</span></>}</p>
      <Decide of={of} />
    </li>
  )
}

function View({ of: { kind, view } }: { of: Approval }) {
  const { t, tongue } = useTongue()
  const [first = [], ...others] = view
  const named = (code: string) => (Object.hasOwn(facts, code) ? textIn(tongue, facts[code as keyof typeof facts]) : code)
  if (kind === 'stock-adjust') return <><p>{first[0]}</p><Table heads={[t(text.product), t(text.title), t(text.spec), t(text.bin), [t(text.quantity)]]} rows={others.map((cells, i) => ({ key: String(i), cells: cells.map((cell, at) => (at === 4 ? <b className={cell.startsWith('-') ? 'bad' : 'good'}>{cell.replace('-', '−')}</b> : cell || '–')) }))} /></>
  return <p>{[...(kind === 'list-export' ? [`${named(first[0] ?? '')} · ${(first[1] ?? '').toUpperCase()}`, ...others.map(([name, value]) => `${named(name ?? '')} ${value ?? ''}`)] : view.map(row => row.join(' ')))].join(' · ')}</p>
}

function Decide({ of }: { of: Approval }) {
  const { t } = useTongue()
  const [asking, ask] = useState<'approve' | 'reject'>()
  const [trouble, say] = useState<Error>()
  const yes = useAct(approveRequest, { done: () => ask(undefined) })
  const no = useAct(rejectRequest, { done: () => ask(undefined) })
  const back = useAct(withdrawRequest)
  const take = () => { download(takeApproved.path.replace('{id}', of.id)).then(() => client.invalidateQueries({ queryKey: [listApprovals.name] }), say) }
  return <div className="version-acts">
    <Trouble error={trouble ?? back.error} />
    {of.file && <Button type="primary" onClick={take}>{t(text.takeFile)}</Button>}
    {of.state === 'asked' && of.own && <><span className="soft">{t(text.own)}</span><Button loading={back.isPending} onClick={() => back.run({ params: { id: of.id } })}>{t(text.withdraw)}</Button></>}
    {of.mine && <><Button danger onClick={() => ask('reject')}>{t(text.reject)}</Button><Button type="primary" onClick={() => ask('approve')}>{t(text.approve)}</Button></>}
    <ConfirmWithReason open={asking === 'approve'} title={t(text.approveTitle, { kind: t(kinds[of.kind]) })} act={t(text.approve)} least={0} busy={yes.isPending} trouble={<Trouble error={yes.error} />} onCancel={() => ask(undefined)} onConfirm={() => yes.run({ params: { id: of.id } })}><p>{t(text.approveNote)}</p></ConfirmWithReason>
    <ConfirmWithReason open={asking === 'reject'} title={t(text.rejectTitle)} act={t(text.reject)} danger busy={no.isPending} trouble={<Trouble error={no.error} />} onCancel={() => ask(undefined)} onConfirm={why => no.run({ params: { id: of.id }, body: { why } })} />
  </div>
}
