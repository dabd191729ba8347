import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import type { Answer } from '#kit/ui/client.ts'
import { Icon } from '#kit/ui/icons.tsx'
import { Facts, Section, Trouble } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { reveal } from './contract.ts'
import type { Whole } from './whole.tsx'
import { text } from './words.ts'

/** IT-3: masked until somebody who may says why; the log keeps who, when and why. What was shown goes away with the page. */
export function Receiver({ order: o }: { order: Whole }) {
  const { t } = useTongue()
  const { roles } = useMe()
  const [asking, ask] = useState(false)
  const [clear, setClear] = useState<Answer<typeof reveal>>()
  const act = useAct(reveal, { done: answer => { setClear(answer); ask(false) } })
  const [name, phone, ...street] = o.receiver.split(' ')
  const may = (reveal.who as readonly string[]).some(role => roles.includes(role))
  return (
    <Section title={t(text.receiver)} extra={may && !clear && <button type="button" className="copy accent" onClick={() => ask(true)}><Icon name="eye" size={14} /> {t(text.reveal)}</button>}>
      <Facts of={[[t(text.name), clear?.name ?? name], [t(text.phone), <span key="p" className="figure">{clear?.phone ?? phone}</span>], [t(text.region), [o.province, o.city === o.province ? '' : o.city, o.district].filter(Boolean).join(' ')], [t(text.street), clear?.street ?? street.join(' ')]]} />
      <ConfirmWithReason open={asking} title={t(text.revealWhy)} act={t(text.reveal)} least={4} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={() => { act.reset(); ask(false) }} onConfirm={reason => act.run({ params: { id: o.id }, body: { reason } })}>
        <p className="soft">{t(text.revealNote)}</p>
      </ConfirmWithReason>
    </Section>
  )
}
