import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { Mark, Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as frame } from '#kit/ui/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useMe } from '#people/staff/me.tsx'
import { collect, listCollections } from './desk.contract.ts'
import { text } from './words.ts'

type Hour = Answer<typeof listCollections>['hours'][number]

/** The hours of the day: what was collected, what is open, what was missed; an open one asks to be recorded. */
export function Collections() {
  const { t } = useTongue()
  const { roles } = useMe()
  const may = (collect.who as readonly string[]).some(r => roles.includes(r))
  const day = useCall(listCollections, {}, { every: 20_000, on: roles.some(r => ['clerk', 'manager', 'quality'].includes(r)) })
  const [asked, ask] = useState<Hour>()
  const due = day.data?.hours.filter(h => h.collection?.state === 'open') ?? []
  if (!day.data) return null
  return (
    <div className="collections" role="group" aria-label={t(text.collections)}>
      <span className="soft">{t(text.collections)}</span>
      {day.data.hours.map(h => <HourMark key={h.hour} hour={h} onAsk={may ? () => ask(h) : undefined} />)}
      {due[0] && <span className="visually-hidden" role="status">{t(text.reminder, { hour: due[0].hour })}</span>}
      {asked?.collection && <Ask key={asked.collection.id} hour={asked.hour} id={asked.collection.id} onClose={() => ask(undefined)} />}
    </div>
  )
}

function HourMark({ hour: { hour, collection }, onAsk }: { hour: Hour; onAsk: (() => void) | undefined }) {
  const { t } = useTongue()
  if (!collection) return <span className="soft" title={t(text.notYet)}><span className="figure">{hour}</span> {t(text.notYet)}</span>
  if (collection.state === 'collected') return <Mark tone={collection.missed ? 'bad' : 'good'}><span className="figure">{hour}</span> {collection.papers ? t(text.collected, { count: collection.papers }) : t(text.collectedNone)}</Mark>
  return <Mark tone={collection.missed ? 'bad' : 'warn'}><span className="figure">{hour}</span>{collection.missed && <b className="bad">{t(text.missedHour)}</b>}{onAsk && <Button size="small" onClick={onAsk}>{t(text.collectNow, { hour })}</Button>}</Mark>
}

function Ask({ hour, id, onClose }: { hour: string; id: string; onClose: () => void }) {
  const { t } = useTongue()
  const [papers, setPapers] = useState(0)
  const [note, setNote] = useState('')
  const act = useAct(collect, { done: onClose })
  const save = () => act.run({ body: { collection: id, papers, note } })
  return <Modal open title={t(text.collectTitle, { hour })} okText={t(frame.confirm)} cancelText={t(frame.cancel)} confirmLoading={act.isPending} onOk={save} onCancel={onClose} width={380}>
    <label className="field"><span>{t(text.papersCount)}</span><InputNumber autoFocus min={0} max={10_000} precision={0} value={papers} onChange={n => setPapers(n ?? 0)} onPressEnter={save} style={{ width: '100%' }} /></label>
    <label className="field"><span>{t(text.note)}</span><Input value={note} maxLength={200} onChange={e => setNote(e.target.value)} onPressEnter={save} /></label>
    <Trouble error={act.error} />
  </Modal>
}
