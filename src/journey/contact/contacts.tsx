import { useState } from 'react'
import { Button } from 'antd'
import { textIn } from '#kit/words.ts'
import { useMessage } from '#kit/ui/message.ts'
import { ClockBadge, Section, TimeText, useAtTime } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseLink } from '#handbook/clauses/clauses.tsx'
import { useMe } from '#people/staff/me.tsx'
import { contactCustomers } from './contract.ts'
import { ContactDialog } from './dialog.tsx'
import { contactClauses } from './rules.ts'
import { channelWords, outcomeWords, text } from './words.ts'

interface Talk {
  id: string; number: string; blocks: readonly string[]
  contacts: readonly { at: string; by: string; channel: string; outcome: string; note: string }[]
  clocks: readonly { clause: string; state: string; startedAt: string; dueAt: string }[]
}

/** RV-5: the talk with the customer: what was tried and what came of it, how long the customer has been silent, and by when what must happen. */
export function Contacts({ of: o, acts = false }: { of: Talk; /** With the act of logging another attempt, where the page has none of its own. */ acts?: boolean }) {
  const { t, tongue } = useTongue()
  const running = o.clocks.filter(c => c.state === 'running' && (contactClauses as readonly string[]).includes(c.clause))
  const waits = o.blocks.includes('awaiting-customer')
  const last = o.contacts.at(-1)
  if (!o.contacts.length && !running.length && !waits) return null
  const word = (of: Readonly<Record<string, Parameters<typeof textIn>[1]>>, code: string) => (Object.hasOwn(of, code) ? textIn(tongue, of[code]!) : code) // hasOwn says so
  return (
    <Section title={t(text.contacts)} extra={acts && waits && <Act of={o} />}>
      {waits && last && last.outcome !== 'answered' && <Silence since={last.at} count={tries(o.contacts)} />}
      {running.map(c => <p key={c.clause}><ClauseLink id={c.clause} /> <ClockBadge dueAt={c.dueAt} startedAt={c.startedAt} /></p>)}
      <ul className="plain-list">{o.contacts.map((c, i) => <li key={i}><TimeText at={c.at} /> <b>{word(channelWords, c.channel)}</b> {word(outcomeWords, c.outcome)} <span className="soft">{c.note} {c.by}</span></li>)}</ul>
    </Section>
  )
}

/** Attempts since the last answer. */
const tries = (contacts: Talk['contacts']) => contacts.length - 1 - contacts.findLastIndex(c => c.outcome === 'answered')

function Silence({ since, count }: { since: string; count: number }) {
  const { t, length } = useTongue()
  const said = useAtTime(now => t(text.silent, { count, time: length(now - Date.parse(since)) }))
  return <p className="warn">{said}</p>
}

function Act({ of }: { of: Talk }) {
  const { t } = useTongue()
  const message = useMessage()
  const { roles } = useMe()
  const [open, show] = useState(false)
  if (!roles.some(r => (contactCustomers.who as readonly string[]).includes(r))) return null
  return <>
    <Button size="small" onClick={() => show(true)}>{t(text.contact)}</Button>
    {open && <ContactDialog order={of} onClose={() => show(false)} onDone={() => void message.success(t(text.logged))} />}
  </>
}
