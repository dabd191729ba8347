import '#kit/ui/admin.css'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { offsetText } from '#kit/ui/format.ts'
import { useMessage } from '#kit/ui/message.ts'
import { Facts, PageHead, Section, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go } from '#kit/ui/route.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { tongueNames, tongues, type Text } from '#kit/words.ts'
import { calendarScreen } from '#handbook/calendar/screen.ts'
import { ClauseName } from '#handbook/clauses/clause.tsx'
import { roles } from '#people/staff/rules.ts'
import { staffScreen } from '#people/staff/screen.ts'
import { roles as roleNames } from '#people/staff/words.ts'
import { changeCompany, readCompany } from './contract.ts'
import { companyScreen } from './screen.ts'
import { text } from './words.ts'

type Company = Answer<typeof readCompany>
const clauses = ['HB-5.calendar', 'IN-3.fetch', 'IN-4.collect', 'RV-1.auto', 'RV-4.human', 'RV-5.suspend', 'CL-3.ship', 'SH-2.pool', 'SH-4.stall', 'IT-1.retention', 'IT-3.permissions'] as const

/** What the company says of itself. Whatever is a rule is not set here: the page leads to its clause. */
export default function CompanyPage() {
  const { data, error, refetch } = useCall(readCompany)
  const { t, time } = useTongue()
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(companyScreen.title)} note={data?.changed && t(text.changed, { by: data.changed.by, time: time(data.changed.at) })} />
      {!data ? <Waiting /> : <div className="company-columns">
        <Form key={data.changed?.at} of={data} saved={() => void refetch()} />
        <div><Standing of={data} /><Rules /></div>
      </div>}
    </div>
  )
}

function Form({ of, saved }: { of: Company; saved: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [name, setName] = useState(of.name)
  const [sender, setSender] = useState(of.sender)
  const [paperTongue, setPaperTongue] = useState(of.paperTongue)
  const [secondStepRoles, ask] = useState(of.secondStep.roles)
  const options = useOptions(roleNames, roles)
  const act = useAct(changeCompany, { done: () => { void message.success(t(text.saved)); saved() } })
  const field = (key: keyof Company['sender'], label: Text, most: number) => (
    <label className="field"><span>{t(label)}</span><Input value={sender[key]} maxLength={most} autoComplete="off" onChange={e => setSender({ ...sender, [key]: e.target.value })} /></label>
  )
  const save = () => { if (name.trim() && !act.isPending) act.run({ body: { name: name.trim(), sender, paperTongue, secondStepRoles } }) }
  return (
    <form onSubmit={e => { e.preventDefault(); save() }}>
      <Section title={t(text.about)}>
        <label className="field"><span>{t(text.name)}</span><Input value={name} maxLength={60} onChange={e => setName(e.target.value)} /><span className="soft">{t(text.nameHint)}</span></label>
        <Facts of={[[t(text.code), <span key="c" className="figure">{of.code}</span>]]} />
      </Section>
      <Section title={t(text.sender)} extra={<span className="soft">{t(text.senderHint)}</span>}>
        <div className="field-row">{field('name', text.senderName, 60)}{field('phone', text.phone, 20)}</div>
        <div className="field-row three">{field('province', text.province, 40)}{field('city', text.city, 40)}{field('district', text.district, 40)}</div>
        {field('street', text.street, 120)}
        <label className="field"><span>{t(text.paperTongue)}</span><Select aria-label={t(text.paperTongue)} value={paperTongue} onChange={setPaperTongue} options={tongues.map(value => ({ value, label: tongueNames[value] }))} /><span className="soft">{t(text.paperTongueHint)}</span></label>
      </Section>
      <Section title={t(text.secondStep)}>
        <label className="field"><span>{t(text.secondStepRoles)}</span><Select mode="multiple" aria-label={t(text.secondStepRoles)} placeholder={t(text.nobody)} value={secondStepRoles} options={options} optionFilterProp="label" onChange={ask} /><span className="soft">{t(text.secondStepRolesHint)}</span></label>
        <Trouble error={act.error} />
        <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={act.isPending}>{t(text.save)}</Button>
      </Section>
    </form>
  )
}

function Standing({ of }: { of: Company }) {
  const { t } = useTongue()
  const it = useRoles().includes('it')
  return <>
    <Section title={t(text.time)}>
      <Facts of={[[t(text.timezone), offsetText(of.utcOffsetMinutes)], [t(text.workingDays), <Go key="c" to={calendarScreen.path}>{t(text.calendar)}</Go>], [t(text.languages), <>{tongues.map(tongue => tongueNames[tongue]).join(' · ')} <p className="soft">{t(text.languagesNote)}</p></>]]} />
    </Section>
    <Section title={t(text.entry)}>
      <Facts of={[[t(text.idle), t(text.idleAfter, { hours: of.session.idleHours })], [t(text.longest), t(text.longestDays, { days: of.session.longestDays })], [t(text.secondStep), <>{t(text.secondStepOn, of.secondStep)}{it && <p><Go to={staffScreen.path}>{t(text.people)}</Go></p>}</>]]} />
    </Section>
  </>
}

function Rules() {
  const { t } = useTongue()
  return <Section title={t(text.rules)}><p className="soft">{t(text.rulesNote)}</p><ul className="company-rules">{clauses.map(id => <li key={id}><ClauseName id={id} /></li>)}</ul></Section>
}
