import '#kit/ui/admin.css'
import { Alert, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useNames } from '#kit/ui/dictionary.tsx'
import { CopyText, EmptyState, PageHead, TimeText, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { adminText as text } from './admin.words.ts'
import { addToken, listTokens, revokeToken, scopeChoices } from './contract.ts'
import { roles as allRoles, type Role } from './rules.ts'
import { roles as roleWords } from './words.ts'
import { tokensScreen } from './screen.ts'

/** Keys of machines. A secret is shown once, when it is made. */
export default function TokensPage() {
  const { t, tongue } = useTongue()
  const name = useNames()
  const [adding, add] = useState(false)
  const [going, revoke] = useState<{ id: string; name: string }>()
  const { data, error, refetch } = useCall(listTokens, { query: { limit: 500 } }, { live: ['token', 'staff'] })
  const act = useAct(revokeToken, { done: () => revoke(undefined) })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  return (
    <div className="admin">
      <PageHead title={t(tokensScreen.title)}><Button type="primary" onClick={() => add(true)}>{t(text.addToken)}</Button></PageHead>
      {!data ? <Waiting /> : data.tokens.length === 0 ? <EmptyState title={t(text.noTokens)} why={t(text.noTokensWhy)} /> : <div className="table-room"><Table heads={[t(text.tokenName), t(text.role), t(text.since), t(text.used), ['']]} rows={data.tokens.map(k => ({
        key: k.id, cells: [k.name, k.roles.map(name).join(tongue === 'en' ? ', ' : '、'), <TimeText at={k.createdAt} />, k.usedAt ? <TimeText at={k.usedAt} /> : <span className="soft">{t(text.never)}</span>, <Button danger onClick={() => revoke(k)}>{t(text.revoke)}</Button>],
      }))} /></div>}
      {adding && <NewToken onClose={() => add(false)} />}
      <ConfirmWithReason open={!!going} title={t(text.revokeTitle, { name: going?.name ?? '' })} act={t(text.revoke)} danger least={0} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={() => revoke(undefined)} onConfirm={() => going && act.run({ params: { id: going.id } })}><p>{t(text.revokeNote)}</p></ConfirmWithReason>
    </div>
  )
}

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTongue()
  const options = useOptions(roleWords, allRoles)
  const choices = useCall(scopeChoices)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>()
  const [warehouses, setWarehouses] = useState<string[]>([])
  const [shops, setShops] = useState<string[]>([])
  const [secret, setSecret] = useState<string>()
  const act = useAct(addToken, { done: made => setSecret(made.secret) })
  const submit = () => { if (secret) onClose(); else if (name.trim() && role) act.run({ body: { name: name.trim(), role, warehouses: warehouses.length ? warehouses : null, shops: shops.length ? shops : null } }) }
  return (
    <Modal open title={t(text.addToken)} onCancel={onClose} onOk={submit} okText={t(secret ? text.secretDone : text.addToken)} confirmLoading={act.isPending} okButtonProps={{ disabled: !secret && (!name.trim() || !role) }} cancelButtonProps={{ hidden: !!secret }} mask={{ closable: false }} width={480}>
      {secret ? <><Alert type="warning" title={t(text.secret)} /><p className="secret"><CopyText text={secret} /></p></> : <>
        <label className="field"><span>{t(text.tokenName)}</span><Input autoFocus value={name} maxLength={60} placeholder={t(text.tokenHint)} onChange={e => setName(e.target.value)} /></label>
        <label className="field"><span>{t(text.role)}</span><Select value={role} options={options} onChange={setRole} /></label>
        <label className="field"><span>{t(text.warehouses)}</span><Select mode="multiple" allowClear placeholder={t(text.allOf)} value={warehouses} onChange={setWarehouses} options={choices.data?.warehouses.map(w => ({ value: w.id, label: w.name })) ?? []} optionFilterProp="label" /></label>
        <label className="field"><span>{t(text.shops)}</span><Select mode="multiple" allowClear placeholder={t(text.allOf)} value={shops} onChange={setShops} options={choices.data?.shops.map(s => ({ value: s.id, label: s.name })) ?? []} optionFilterProp="label" /></label>
        <Trouble error={act.error} />
      </>}
    </Modal>
  )
}
