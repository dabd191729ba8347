import { Button, DatePicker, Input, InputNumber, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { pickedMoment, shownNow } from '#kit/ui/picked.ts'
import { Mark, Trouble } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { approve, propose, reject, type listChanges } from './changes.contract.ts'
import { figureName, figureValue, type ShownClause } from './clause.tsx'
import { text } from './words.ts'

export type Change = Answer<typeof listChanges>['changes'][number]

/** A new figure, from when, and why. It comes into force when another manager approves it. */
export function ProposeForm({ of, onDone }: { of: ShownClause; onDone: () => void }) {
  const { t, tongue, utcOffsetMinutes } = useTongue()
  const message = useMessage()
  const figures = Object.entries(of.figures).flatMap(([key, f]) => (typeof f.value === 'number' ? [{ key, value: f.value, unit: f.unit }] : []))
  const [figure, setFigure] = useState(figures[0]?.key ?? '')
  const chosen = figures.find(f => f.key === figure)
  const [value, setValue] = useState<number | null>(null)
  const [from, setFrom] = useState<Dayjs>(() => shownNow(utcOffsetMinutes).add(1, 'day').startOf('day'))
  const [reason, setReason] = useState('')
  const act = useAct(propose, { done: () => { void message.success(t(text.proposed)); onDone() } })
  if (!chosen) return null
  const ready = value !== null && value !== chosen.value && reason.trim().length >= 2
  return (
    <form className="propose" onSubmit={e => { e.preventDefault(); if (ready) act.run({ body: { clause: of.id, figure, value, reason: reason.trim(), effectiveAt: pickedMoment(utcOffsetMinutes, from) } }) }}>
      {figures.length > 1 && <label className="field"><span>{t(text.figure)}</span><Select value={figure} onChange={f => { setFigure(f); setValue(null) }} options={figures.map(f => ({ value: f.key, label: `${figureName(tongue, f.key)} · ${figureValue(tongue, f.value, f.unit)}` }))} /></label>}
      <div className="propose-row">
        <label className="field"><span>{t(text.newValue)}</span><InputNumber autoFocus min={0} max={1e9} value={value} onChange={setValue} placeholder={String(chosen.value)} suffix={figureValue(tongue, '', chosen.unit).trim()} /></label>
        <label className="field"><span>{t(text.effective)}</span><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" allowClear={false} value={from} minDate={shownNow(utcOffsetMinutes)} onChange={at => { if (at) setFrom(at) }} /></label>
      </div>
      <label className="field"><span>{t(text.why)}</span><Input.TextArea rows={2} maxLength={400} value={reason} placeholder={t(text.whyHint)} onChange={e => setReason(e.target.value)} /></label>
      <Trouble error={act.error} />
      <div className="propose-acts"><Button onClick={onDone}>{t(text.closeClause)}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={act.isPending}>{t(text.proposeAct)}</Button></div>
    </form>
  )
}

/** One change of a clause: what became what, from when, who wanted it, and what was decided. */
export function Version({ of, unit, clause }: { of: Change; unit: string; clause?: React.ReactNode }) {
  const { t, tongue, time } = useTongue()
  const tone = of.state === 'approved' ? 'good' : of.state === 'rejected' ? 'soft' : 'warn'
  return (
    <li className={`version ${of.state}`}>
      <div className="version-head">
        <span>{clause}{clause && ' · '}<b>{t(text.change, { figure: figureName(tongue, of.figure), was: of.was === null ? '?' : figureValue(tongue, of.was, unit), value: figureValue(tongue, of.value, unit) })}</b></span>
        <Mark tone={tone}>{t(of.state === 'approved' ? text.approved : of.state === 'rejected' ? text.rejected : text.waiting)}</Mark>
      </div>
      <p>{of.reason}</p>
      <p className="soft">{t(text.from, { time: time(of.effectiveAt) })} · {t(text.proposedBy, { who: of.proposedBy?.name ?? '', time: time(of.proposedAt) })}
        {of.approvedAt && <> · {t(text.approvedBy, { who: of.approvedBy?.name ?? '', time: time(of.approvedAt) })}</>}
        {of.rejectedAt && <> · {t(text.rejectedBy, { who: of.rejectedBy?.name ?? '', time: time(of.rejectedAt), why: of.rejectedWhy ?? '' })}</>}</p>
      {of.state === 'proposed' && <Decide of={of} />}
    </li>
  )
}

function Decide({ of }: { of: Change }) {
  const { t } = useTongue()
  const roles = useRoles()
  const [asking, ask] = useState<'approve' | 'reject'>()
  const yes = useAct(approve, { done: () => ask(undefined) })
  const no = useAct(reject, { done: () => ask(undefined) })
  const mayApprove = roles.includes('manager') && !of.own
  const mayReject = roles.includes('manager') || of.own
  return <div className="version-acts">
    {mayReject && <Button danger={!of.own} onClick={() => ask('reject')}>{t(of.own ? text.takeBack : text.reject)}</Button>}
    {mayApprove && <Button type="primary" onClick={() => ask('approve')}>{t(text.approve)}</Button>}
    <ConfirmWithReason open={asking === 'approve'} title={t(text.approveTitle)} act={t(text.approve)} least={0} busy={yes.isPending} trouble={<Trouble error={yes.error} />} onCancel={() => ask(undefined)} onConfirm={() => yes.run({ params: { id: of.id } })}><p>{t(text.approveNote)}</p></ConfirmWithReason>
    <ConfirmWithReason open={asking === 'reject'} title={t(text.rejectTitle)} act={t(of.own ? text.takeBack : text.reject)} danger busy={no.isPending} trouble={<Trouble error={no.error} />} onCancel={() => ask(undefined)} onConfirm={why => no.run({ params: { id: of.id }, body: { why } })} />
  </div>
}
