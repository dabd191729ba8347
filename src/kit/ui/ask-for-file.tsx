import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { Endpoint } from '../endpoint.ts'
import { Trouble } from './pieces.tsx'
import { useAct } from './query.tsx'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** So many rows leave the house with another person's approval: the reason goes with the request. */
export default function AskForFile({ asks, filter, rows }: { asks: Endpoint; filter: Record<string, string>; rows: number }) {
  const { t, tongue } = useTongue()
  const [format, choose] = useState<'xlsx' | 'csv'>('xlsx')
  const [reason, say] = useState('')
  const [asked, done] = useState(false)
  const act = useAct(asks, { done: () => done(true) })
  if (asked) return <p className="ask-file" role="status">{t(text.fileAsked)}</p>
  return (
    <form className="ask-file" onSubmit={e => { e.preventDefault(); act.run({ body: { ...filter, format, tongue, reason: reason.trim() } as never }) }}>
      <p>{t(filter['q'] ? text.fileNoSearch : text.fileNeedsApproval, { count: rows })}</p>
      <Select aria-label={t(text.exportAs)} value={format} onChange={choose} options={[{ value: 'xlsx', label: 'Excel' }, { value: 'csv', label: 'CSV' }]} />
      <label className="field"><span>{t(text.reason)}</span><Input.TextArea rows={2} maxLength={200} value={reason} onChange={e => say(e.target.value)} /></label>
      <Trouble error={act.error} />
      <Button type="primary" htmlType="submit" disabled={reason.trim().length < 2 || !!filter['q']} loading={act.isPending}>{t(text.askForFile)}</Button>
    </form>
  )
}
