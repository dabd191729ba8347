import '#kit/ui/admin.css'
import { Button, Drawer, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useNames } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { Mark, NothingFits, PageHead, Section, TimeText, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { changeStaff, enableStaff, listSessions, resetPassword, signOutStaff } from './admin.contract.ts'
import { adminText as text } from './admin.words.ts'
import { createStaff, disableStaff, listStaff, resetSecondStep, scopeChoices } from './contract.ts'
import { useMe } from './me.tsx'
import { staffScreen } from './screen.ts'
import { roles as roleWords } from './words.ts'
import { easyPassword, roles as allRoles, type Role } from './rules.ts'

export type Person = Answer<typeof listStaff>['staff'][number]
const live = ['staff']

/** Who works here, what they are, and what they may see. */
export default function StaffPage() {
  const { t, tongue } = useTongue()
  const name = useNames()
  const [search, change] = useSearch(staffScreen)
  const [adding, add] = useState(false)
  const { data, error, refetch } = useCall(listStaff, { query: { limit: 500 } }, { live })
  const options = useOptions(roleWords, allRoles)
  const shown = useMemo(() => (data?.staff ?? []).filter(p => (!search.role || p.roles.includes(search.role)) && (!search.q || [p.name, p.login, ...p.departments].some(s => s.toLowerCase().includes(search.q!.toLowerCase())))), [data, search])
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  const comma = tongue === 'en' ? ', ' : '、'
  const open = data?.staff.find(p => p.id === search.person)
  const scope = (of: string[] | null) => (of === null ? <span className="soft">{t(text.allOf)}</span> : t(text.someOf, { count: of.length }))
  return (
    <div className="admin">
      <PageHead title={t(staffScreen.title)} note={data && t(text.count, { count: shown.length })}><Button type="primary" onClick={() => add(true)}>{t(text.add)}</Button></PageHead>
      <div className="filters open">
        <Input.Search allowClear className="admin-find" placeholder={t(text.find)} aria-label={t(text.find)} defaultValue={search.q} onChange={e => change({ q: e.target.value || undefined })} />
        <Select allowClear placeholder={t(text.roles)} aria-label={t(text.roles)} value={search.role} options={options} onChange={role => change({ role })} popupMatchSelectWidth={180} />
      </div>
      {!data ? <Waiting /> : shown.length === 0 ? <NothingFits filters={[search.role, search.q].filter(Boolean).length} /> : <div className="table-room"><Table heads={[t(text.name), t(text.login), t(text.roles), t(text.departments), t(text.warehouses), t(text.shops), t(text.since), t(text.secondStep), '']} rows={shown.map(p => ({
        key: p.id, off: !p.active, cells: [
          <button type="button" className="link" onClick={() => change({ person: p.id })}>{p.name}</button>, <span className="soft">{p.login}</span>, p.roles.map(name).join(comma), p.departments.join(comma), scope(p.warehouses), scope(p.shops),
          <TimeText at={p.createdAt} style="day" />, p.secondStep && <span className="soft">{t(text.secondStepOn)}</span>, p.active && p.passwordGiven ? <Mark tone="warn">{t(text.passwordGiven)}</Mark> : <Mark tone={p.active ? 'good' : 'soft'}>{t(p.active ? text.active : text.disabled)}</Mark>,
        ],
      }))} /></div>}
      {open && <PersonPanel key={open.id} of={open} onClose={() => change({ person: undefined })} />}
      {adding && <NewPerson onClose={() => add(false)} />}
    </div>
  )
}

interface Draft { name: string; roles: Role[]; departments: string[]; warehouses: string[] | null; shops: string[] | null }
/** What somebody is and may see; the same fields for a new account and a change. */
function Fields({ of, set }: { of: Draft; set: (change: Partial<Draft>) => void }) {
  const { t } = useTongue()
  const options = useOptions(roleWords, allRoles)
  const choices = useCall(scopeChoices)
  const scope = (chosen: string[]) => (chosen.length ? chosen : null)
  return <>
    <label className="field"><span>{t(text.name)}</span><Input value={of.name} maxLength={60} onChange={e => set({ name: e.target.value })} /></label>
    <label className="field"><span>{t(text.roles)}</span><Select mode="multiple" value={of.roles} options={options} onChange={roles => set({ roles })} optionFilterProp="label" /></label>
    <label className="field"><span>{t(text.departments)}</span><Select mode="tags" value={of.departments} onChange={departments => set({ departments })} open={false} suffixIcon={null} /></label>
    <label className="field"><span>{t(text.warehouses)}</span><Select mode="multiple" allowClear placeholder={t(text.allOf)} value={of.warehouses ?? []} onChange={w => set({ warehouses: scope(w) })} options={choices.data?.warehouses.map(w => ({ value: w.id, label: w.name })) ?? []} optionFilterProp="label" /></label>
    <label className="field"><span>{t(text.shops)}</span><Select mode="multiple" allowClear placeholder={t(text.allOf)} value={of.shops ?? []} onChange={s => set({ shops: scope(s) })} options={choices.data?.shops.map(s => ({ value: s.id, label: s.name })) ?? []} optionFilterProp="label" /></label>
    <p className="soft">{t(text.scopeHint)}</p>
  </>
}

function PersonPanel({ of, onClose }: { of: Person; onClose: () => void }) {
  const { t } = useTongue()
  const me = useMe()
  const message = useMessage()
  const [draft, setDraft] = useState<Draft>({ name: of.name, roles: of.roles as Role[], departments: of.departments, warehouses: of.warehouses, shops: of.shops })
  const [asking, ask] = useState<'disable' | 'reset' | 'step'>()
  const [password, setPassword] = useState('')
  const save = useAct(changeStaff, { done: () => { void message.success(t(text.saved)) } })
  const disable = useAct(disableStaff, { done: () => ask(undefined) })
  const enable = useAct(enableStaff)
  const reset = useAct(resetPassword, { done: () => { ask(undefined); setPassword(''); void message.success(t(text.resetDone)) } })
  const resetStep = useAct(resetSecondStep, { done: () => { ask(undefined); void message.success(t(text.resetStepDone)) } })
  const signOut = useAct(signOutStaff, { done: ({ ended }) => { void message.success(t(text.signedOut, { count: ended })) } })
  const sessions = useCall(listSessions, { params: { id: of.id } }, { live })
  const ready = draft.name.trim() !== '' && draft.roles.length > 0
  const params = { id: of.id }
  return (
    <Drawer open onClose={onClose} size={480} title={<>{of.name} <span className="soft">{of.login}</span></>} className="person-panel"
      footer={<div className="panel-foot"><Button type="primary" disabled={!ready} loading={save.isPending} onClick={() => save.run({ params, body: { ...draft, name: draft.name.trim() } })}>{t(text.save)}</Button></div>}>
      <Fields of={draft} set={change => setDraft({ ...draft, ...change })} />
      <Trouble error={save.error} />
      <Section title={t(text.sessions)} extra={(sessions.data?.sessions.length ?? 0) > 0 && <Button loading={signOut.isPending} onClick={() => signOut.run({ params })}>{t(text.signOutAll)}</Button>}>
        {sessions.data?.sessions.length === 0 && <p className="soft">{t(text.noSessions)}</p>}
        <ul>{sessions.data?.sessions.map(s => <SessionRow key={s.createdAt} of={s} />)}</ul>
      </Section>
      <div className="panel-acts">
        {me.id !== of.id && <Button onClick={() => ask('reset')}>{t(text.reset)}</Button>}
        {of.secondStep && me.id !== of.id && <Button onClick={() => ask('step')}>{t(text.resetStep)}</Button>}
        {of.active ? me.id !== of.id && <Button danger onClick={() => ask('disable')}>{t(text.disable)}</Button> : <Button onClick={() => enable.run({ params })} loading={enable.isPending}>{t(text.enable)}</Button>}
      </div>
      <Trouble error={enable.error} />
      <ConfirmWithReason open={asking === 'disable'} title={t(text.disableTitle, { name: of.name })} act={t(text.disable)} danger least={0} busy={disable.isPending} trouble={<Trouble error={disable.error} />} onCancel={() => ask(undefined)} onConfirm={() => disable.run({ params })}><p>{t(text.disableNote)}</p></ConfirmWithReason>
      <ConfirmWithReason open={asking === 'reset'} title={`${t(text.reset)} · ${of.name}`} act={t(text.reset)} least={0} busy={reset.isPending} trouble={<Trouble error={reset.error} />} onCancel={() => ask(undefined)} onConfirm={() => reset.run({ params, body: { password } })}><PasswordField value={password} set={setPassword} label={t(text.newPassword)} /></ConfirmWithReason>
      <ConfirmWithReason open={asking === 'step'} title={`${t(text.resetStep)} · ${of.name}`} act={t(text.resetStep)} danger busy={resetStep.isPending} trouble={<Trouble error={resetStep.error} />} onCancel={() => ask(undefined)} onConfirm={reason => resetStep.run({ params, body: { reason } })}><p>{t(text.resetStepNote)}</p></ConfirmWithReason>
    </Drawer>
  )
}

function SessionRow({ of }: { of: Answer<typeof listSessions>['sessions'][number] }) {
  const { t, time } = useTongue()
  return <li className="session">{t(text.session, { from: time(of.createdAt), used: of.usedAt ? time(of.usedAt) : time(of.createdAt) })}</li>
}

/** A password to hand over: typed, or made here from words that can be read out. */
function PasswordField({ value, set, label }: { value: string; set: (value: string) => void; label: string }) {
  const { t } = useTongue()
  return <label className="field"><span>{label}</span>
    <div className="password-row"><Input value={value} maxLength={200} autoComplete="off" onChange={e => set(e.target.value)} /><Button onClick={() => set(easyPassword(crypto.getRandomValues(new Uint8Array(64))))}>{t(text.make)}</Button></div>
    <span className="soft">{t(text.passwordHint)}</span></label>
}

function NewPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [draft, setDraft] = useState<Draft>({ name: '', roles: [], departments: [], warehouses: null, shops: null })
  const act = useAct(createStaff, { done: () => { void message.success(t(text.created)); onClose() } })
  const ready = /^[a-z0-9][a-z0-9._-]{1,59}$/.test(login) && draft.name.trim() !== '' && draft.roles.length > 0 && [...password].length >= 10
  return (
    <Drawer open onClose={onClose} size={480} title={t(text.add)} className="person-panel"
      footer={<div className="panel-foot"><Button type="primary" disabled={!ready} loading={act.isPending} onClick={() => act.run({ body: { login, password, ...draft, name: draft.name.trim() } })}>{t(text.add)}</Button></div>}>
      <label className="field"><span>{t(text.login)}</span><Input autoFocus value={login} maxLength={60} autoComplete="off" spellCheck={false} onChange={e => setLogin(e.target.value.trim().toLowerCase())} /><span className="soft">{t(text.loginHint)}</span></label>
      <PasswordField value={password} set={setPassword} label={t(text.password)} />
      <Fields of={draft} set={change => setDraft({ ...draft, ...change })} />
      <Trouble error={act.error} />
    </Drawer>
  )
}
