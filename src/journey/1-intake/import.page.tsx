import { Button, Input, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { call, freshId, type Answer } from '#kit/ui/client.ts'
import { Mark, PageHead, Section, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import { listShops } from './desk.contract.ts'
import { DropFiles } from './drop.tsx'
import { preview, startRun } from './files.contract.ts'
import type { Field, Mapping } from './mapping.rules.ts'
import { importScreen, intakeScreen, runScreen } from './screen.ts'
import { fieldWords, text } from './words.ts'
import './intake.css'

type Preview = Answer<typeof preview>

/** Files as they were sent: which column is what, the first rows, and the start of the import. */
export default function ImportPage() {
  const { t } = useTongue()
  const [{ shop = '', files = '' }] = useSearch(importScreen)
  const ids = useMemo(() => files.split(',').filter(Boolean), [files])
  const [seen, setSeen] = useState<Preview>()
  const [trouble, setTrouble] = useState<Error>()
  const ask = (mapping?: Mapping | string) => { setTrouble(undefined); call(preview, { body: { shop, files: ids, ...(mapping && { mapping }) } }).then(setSeen, setTrouble) }
  useEffect(() => { if (ids.length) ask() }, [shop, files])
  return (
    <div className="import">
      <PageHead title={t(importScreen.title)}><Go to={intakeScreen.path}>{t(text.anotherImport)}</Go></PageHead>
      <Trouble error={trouble} {...(!seen && { again: () => ask() })} />
      {ids.length === 0 ? <Drop /> : !seen ? !trouble && <Waiting lines={8} /> : <Look seen={seen} shop={shop} ids={ids} ask={ask} />}
    </div>
  )
}

/** The address was opened without files: here they are given. */
function Drop() {
  const shops = useCall(listShops)
  return shops.data ? <div className="import-drop"><DropFiles shops={shops.data.shops} /></div> : <Waiting lines={4} />
}

function Look({ seen, shop, ids, ask }: { seen: Preview; shop: string; ids: string[]; ask: (mapping?: Mapping | string) => void }) {
  const { t, tongue } = useTongue()
  const [key] = useState(freshId)
  const [name, setName] = useState(seen.known ? '' : seen.mapping.name)
  const run = useAct(startRun, { done: answer => go(hrefOf(runScreen, { id: answer.run }), { replace: true }) })
  const mapping = seen.mapping as Mapping
  /** A changed mapping is one of its own: those of the house stay as they are. */
  const change = (file: number, head: string, field: Field | '') => {
    const next = structuredClone(mapping)
    const at = next.files[Math.min(file, next.files.length - 1)]
    if (!at) return
    at.columns = Object.fromEntries(Object.entries(at.columns).filter(([f, h]) => f !== field && h !== head)) as typeof at.columns // fewer of the same
    if (field) at.columns[field] = head
    if (seen.known) next.name = `${shop}-${key.slice(0, 4)}`
    setName(next.name)
    ask(next)
  }
  const fieldOf = (file: number, head: string) => Object.entries(mapping.files[Math.min(file, mapping.files.length - 1)]?.columns ?? {}).find(([, h]) => h === head)?.[0] as Field | undefined
  const options = [{ value: '' as const, label: t(text.skipColumn) }, ...seen.fields.map(f => ({ value: f, label: textIn(tongue, fieldWords[f]) }))]
  const ready = seen.missing.length === 0 && seen.lacking.length === 0
  return <>
    <div className="import-state" role="status">
      <Mark tone={ready ? (seen.known ? 'good' : 'warn') : 'bad'}>{seen.known ? t(seen.remembered ? text.mappingRemembered : text.mappingKnown, { name: mapping.name }) : t(text.mappingGuessed)}</Mark>
      {seen.lacking.length > 0 && <span className="bad">{t(text.mappingLacks, { fields: seen.lacking.map(f => textIn(tongue, fieldWords[f])).join('、') })}</span>}
      <label className="import-name"><span className="soft">{t(text.mapping)}</span><Select value={seen.known ? mapping.name : ''} onChange={value => ask(value || undefined)} options={[...(seen.known ? [] : [{ value: '', label: mapping.name }]), ...seen.mappings.map(value => ({ value, label: value }))]} popupMatchSelectWidth={false} style={{ minWidth: 150 }} /></label>
      {!seen.known && <label className="import-name"><span className="soft">{t(text.mappingName)}</span><Input value={name} maxLength={60} onChange={e => setName(e.target.value)} style={{ width: 180 }} /></label>}
      <Button type="primary" size="large" disabled={!ready || (!seen.known && !name.trim())} loading={run.isPending} onClick={() => run.run({ body: { shop, files: ids, mapping: seen.known ? mapping.name && seen.mappings.includes(mapping.name) ? mapping.name : mapping : { ...mapping, name: name.trim() } } })}>{t(text.startImport)}</Button>
    </div>
    <Trouble error={run.error} />
    {seen.files.map((file, at) => (
      <Section key={file.file} title={file.name} extra={<span className="soft">{t(text.masked)}</span>}>
        <div className="table-wrap" tabIndex={0} role="region" aria-label={file.name}><table className="lines preview"><thead>
          <tr>{file.header.map((head, i) => <th key={i} scope="col">{head}</th>)}</tr>
          <tr className="mapping-row">{file.header.map((head, i) => <td key={i}><Select size="small" aria-label={head} value={fieldOf(at, head) ?? ''} className={fieldOf(at, head) ? '' : 'unused'} onChange={field => change(at, head, field as Field | '')} options={options} popupMatchSelectWidth={false} showSearch optionFilterProp="label" style={{ width: '100%', minWidth: 92 }} /></td>)}</tr></thead>
          <tbody>{file.rows.slice(0, 8).map((row, r) => <tr key={r}>{row.map((cell, c) => <td key={c} className={fieldOf(at, file.header[c] ?? '') ? '' : 'soft'}>{cell}</td>)}</tr>)}</tbody></table></div>
        {file.problems.length > 0 && <ul className="bad">{file.problems.slice(0, 5).map((p, i) => <li key={i}>{t(text.row)} {p.row}: {p.message}</li>)}</ul>}
      </Section>
    ))}
  </>
}
