import { Button } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { download } from '#kit/ui/download.ts'
import { useMessage } from '#kit/ui/message.ts'
import { ActButton, Section, Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { askErasure, looksAfterPersons, readPerson, setLegalHold, tellPerson } from './contract.ts'
import { text } from './words.ts'

/** P3: what may be done about a person's data, for those who look after it. */
export function Person({ order }: { order: string }) {
  const roles = useRoles()
  return looksAfterPersons.some(role => roles.includes(role)) ? <Held order={order} manager={roles.includes('manager')} /> : null
}

function Held({ order, manager }: { order: string; manager: boolean }) {
  const { t } = useTongue()
  const message = useMessage()
  const [asking, ask] = useState<'tell' | 'erase' | 'hold'>()
  const [trouble, say] = useState<Error>()
  const [busy, work] = useState(false)
  const { data } = useCall(readPerson, { params: { id: order } }, { live: ['order', 'approval'] })
  const close = () => { ask(undefined); say(undefined) }
  const erase = useAct(askErasure, { done: () => { close(); void message.success(t(text.asked)) } })
  const hold = useAct(setLegalHold, { done: close })
  if (!data) return null
  const tell = (reason: string) => { work(true); download(tellPerson.path.replace('{id}', order), { reason }).then(close, say).finally(() => work(false)) }
  return (
    <Section title={t(text.title)}>
      <p className="soft">{data.erased ? t(text.erased) : t(text.known, { count: data.orders })}{data.held && <><br />{t(text.held)}</>}</p>
      {!data.erased && <div className="person-acts">
        <Button size="small" onClick={() => ask('tell')}>{t(text.tell)}</Button>
        <ActButton size="small" danger reasons={data.reasons} onClick={() => ask('erase')}>{t(text.ask)}</ActButton>
        {manager && <Button size="small" onClick={() => ask('hold')}>{t(data.held ? text.lift : text.hold)}</Button>}
      </div>}
      <ConfirmWithReason open={asking === 'tell'} title={t(text.tellWhy)} act={t(text.tell)} busy={busy} trouble={<Trouble error={trouble} />} onCancel={close} onConfirm={tell} />
      <ConfirmWithReason open={asking === 'erase'} title={t(text.askWhy)} act={t(text.ask)} danger busy={erase.isPending} trouble={<Trouble error={erase.error} />} onCancel={close} onConfirm={reason => erase.run({ params: { id: order }, body: { reason } })}><p className="soft">{t(text.askNote)}</p></ConfirmWithReason>
      <ConfirmWithReason open={asking === 'hold'} title={t(text.holdWhy)} act={t(data.held ? text.lift : text.hold)} busy={hold.isPending} trouble={<Trouble error={hold.error} />} onCancel={close} onConfirm={reason => hold.run({ params: { id: order }, body: { on: !data.held, reason } })} />
    </Section>
  )
}
