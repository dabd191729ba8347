import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNames } from '#kit/ui/dictionary.tsx'
import { Icon } from '#kit/ui/icons.tsx'
import { Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { go } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { ListViewsProps } from '#kit/ui/views.ts'
import { useMe } from '#people/staff/me.tsx'
import { roles, type Role } from '#people/staff/rules.ts'
import { listViews, removeView, saveView } from './contract.ts'
import { text } from './words.ts'

/** The views of one list: to be opened, kept, shared with a role, forgotten. */
export default function Views({ page, search, hidden, hide }: ListViewsProps) {
  const { t } = useTongue()
  const role = useNames()
  const me = useMe()
  const [name, setName] = useState('')
  const [share, setShare] = useState<Role | ''>('')
  const found = useCall(listViews, { query: { page } })
  const again = () => void found.refetch()
  const save = useAct(saveView, { done: () => { setName(''); again() } })
  const remove = useAct(removeView, { done: again })
  const keep = () => { if (name.trim() && !save.isPending) save.run({ body: { page, name: name.trim(), search, hidden: [...hidden], role: share || null } }) }
  const mayShare = me.roles.includes('manager') ? roles : roles.filter(r => me.roles.includes(r))
  return (
    <div className="view-list">
      {found.data?.views.map(v => <div key={v.id}>
        <button type="button" className="nav-link" onClick={() => { hide(v.hidden); go(v.search ? `${page}?${v.search}` : page) }}>{v.name} <span className="soft">{v.mine ? v.role && t(text.sharedWith, { role: role(v.role) }) : t(text.by, { name: v.by })}</span></button>
        {v.mine && <button type="button" className="icon-button" aria-label={t(text.remove, { name: v.name })} onClick={() => remove.run({ params: { id: v.id } })}><Icon name="close" size={12} /></button>}
      </div>)}
      {found.data?.views.length === 0 && <p className="soft view-hint">{t(text.none)}</p>}
      <Input value={name} maxLength={30} placeholder={t(text.name)} aria-label={t(text.name)} onChange={e => setName(e.target.value)} onPressEnter={keep} />
      <div className="view-keep">
        <Select<Role | ''> aria-label={t(text.onlyMe)} value={share} onChange={setShare} options={[{ value: '', label: t(text.onlyMe) }, ...mayShare.map(value => ({ value, label: t(text.sharedWith, { role: role(value) }) }))]} popupMatchSelectWidth={false} />
        <Button type="primary" disabled={!name.trim()} loading={save.isPending} onClick={keep}>{t(text.save)}</Button>
      </div>
      <Trouble error={save.error ?? remove.error ?? found.error} />
    </div>
  )
}
