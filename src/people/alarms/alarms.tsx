import { Button } from 'antd'
import { useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { Mark, Section, Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { Text } from '#kit/words.ts'
import { listAlarms, settleAlarm } from './contract.ts'
import { kinds, text } from './words.ts'

type Alarm = Answer<typeof listAlarms>['alarms'][number]

/** Alarms about people, those that stand first; a manager who has looked into one says what it was. */
export function Alarms({ title, none }: { title: Text; none: Text }) {
  const { t } = useTongue()
  const { data, error, refetch } = useCall(listAlarms, {}, { live: ['alarm'], every: 30_000 })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  const shown = data?.alarms.slice(0, 30) ?? []
  return <Section title={t(title)}>{shown.length === 0 ? <p className="soft">{t(none)}</p> : <ul className="versions">{shown.map(a => <One key={a.id} of={a} />)}</ul>}</Section>
}

function One({ of }: { of: Alarm }) {
  const { t, time } = useTongue()
  const roles = useRoles()
  const [asking, ask] = useState(false)
  const act = useAct(settleAlarm, { done: () => ask(false) })
  const count = Number(of.facts['count'] ?? of.facts['rows'] ?? 0)
  return (
    <li className="version">
      <div className="version-head"><span><b>{of.actor}</b> · {t(kinds[of.kind])}</span>{!of.settledAt && <Mark tone="bad">{of.until ? t(text.until, { time: time(of.until) }) : t(of.kind === 'many-looks' ? text.looks : text.rows, { count })}</Mark>}</div>
      <p className="soft">{time(of.at)} · {t(of.kind === 'many-looks' ? text.looks : text.rows, { count })}{of.settledAt && <> · {t(text.settled, { who: of.settler ?? '', time: time(of.settledAt), why: of.why })}</>}</p>
      {!of.settledAt && !of.own && roles.includes('manager') && <div className="version-acts"><Button onClick={() => ask(true)}>{t(of.kind === 'many-looks' ? text.lift : text.seen)}</Button></div>}
      <ConfirmWithReason open={asking} title={t(text.why)} act={t(of.kind === 'many-looks' ? text.lift : text.seen)} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={() => ask(false)} onConfirm={why => act.run({ params: { id: of.id }, body: { why } })}>
        {of.kind === 'many-looks' && <p className="soft">{t(text.whyNote)}</p>}
      </ConfirmWithReason>
    </li>
  )
}
