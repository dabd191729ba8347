import { Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { ReasonList, Trouble, useOptions } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as frame } from '#kit/ui/words.ts'
import { contactCustomers } from './contract.ts'
import type { Channel, ContactOutcome } from './rules.ts'
import { channelWords, outcomeWords, text } from './words.ts'

/** One attempt to reach the customer is written down; `onDone` is told whether an answer is waited for. */
export function ContactDialog({ order, onClose, onDone }: { order: { id: string; number: string }; onClose: () => void; onDone: (waits: boolean) => void }) {
  const { t } = useTongue()
  const [channel, setChannel] = useState<Channel>('phone')
  const [outcome, setOutcome] = useState<ContactOutcome>('asked')
  const [note, setNote] = useState('')
  const act = useAct(contactCustomers, { done: answer => { if (answer.moved.length) { onClose(); onDone(outcome !== 'answered') } } })
  const send = () => act.run({ body: { orders: [order.id], channel, outcome, note } })
  const refused = act.data && act.data.moved.length === 0 ? act.data.refused[0]?.reasons : undefined
  return (
    <Modal open title={t(text.title, { number: order.number })} okText={t(text.save)} cancelText={t(frame.cancel)} confirmLoading={act.isPending} onOk={send} onCancel={onClose} width={560}>
      <div className="field"><span>{t(text.channel)}</span><Segmented value={channel} onChange={setChannel} options={useOptions(channelWords)} /></div>
      <div className="field"><span>{t(text.outcome)}</span><Segmented value={outcome} onChange={setOutcome} options={useOptions(outcomeWords)} /></div>
      <label className="field"><span>{t(text.note)}</span><Input.TextArea autoFocus rows={3} maxLength={500} value={note} placeholder={t(text.noteHint)} onChange={e => setNote(e.target.value)} onPressEnter={e => { if (e.ctrlKey || e.metaKey) send() }} /></label>
      {outcome !== 'answered' && <p className="soft">{t(text.silence)}</p>}
      {refused && <ReasonList reasons={refused as Parameters<typeof ReasonList>[0]['reasons']} />}
      <Trouble error={act.error} />
    </Modal>
  )
}
