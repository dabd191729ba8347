import '#kit/ui/admin.css'
import { Button, Input, Select } from 'antd'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, Mark, NothingFits, PageHead, Section, TimeText, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { Bills } from './bills.tsx'
import { askNumbers, listNumbers, listOrphans, returnNumbers } from './numbers.contract.ts'
import { numbersScreen } from './screen.ts'
import { numberStates, text } from './words.ts'

const tones = { asked: 'warn', got: 'calm', printed: 'accent', used: 'good', billed: 'good', void: 'bad', returned: 'soft' } as const

/** Where each waybill number stands: taken, printed, used, billed, void, given back; and those that nobody has. */
export default function NumbersPage() {
  const { t } = useTongue()
  const message = useMessage()
  const { roles } = useMe()
  const [search, setSearch] = useSearch(numbersScreen)
  const filters = [search.q, search.state].filter(Boolean).length
  const found = useCall(listNumbers, { query: { limit: filters ? 200 : 40, ...(search.state && { state: search.state }), ...(search.q && { q: search.q }) } }, { live: ['parcel', 'paper', 'carrier'], keep: true })
  const lost = useCall(listOrphans, {}, { live: ['carrier'] })
  const act = useAct(returnNumbers, { done: ({ carrier, pool }) => { void message.success(t(text.gaveBack, { count: carrier + pool })) } })
  const ask = useAct(askNumbers, { done: answer => { void message.success(t(text.numbered, answer)) } })
  const options = useOptions(numberStates)
  const may = roles.includes('logistics') || roles.includes('manager')
  return (
    <div className="page">
      <PageHead title={t(numbersScreen.title)}>
        <Input.Search key={search.q} aria-label={t(text.find)} placeholder={t(text.find)} allowClear defaultValue={search.q ?? ''} onSearch={q => setSearch({ q: q.trim() || undefined })} style={{ width: 220 }} />
        <Select aria-label={t(text.state)} allowClear placeholder={t(text.state)} value={search.state ?? null} onChange={state => setSearch({ state: state ?? undefined })} options={options} style={{ minWidth: 120 }} />
      </PageHead>
      <Trouble error={found.error ?? act.error ?? ask.error} />
      {!found.data ? <Waiting /> : found.data.numbers.length === 0 ? (filters ? <NothingFits filters={filters} onReset={() => setSearch({ q: undefined, state: undefined })} /> : <EmptyState title={t(text.noNumbersYet)} why={t(text.noNumbersWhy)} />) : <Table heads={[t(text.waybill), t(text.carrier), t(text.state), [t(text.prints)], t(text.order), t(text.at), ['']]} rows={found.data.numbers.map(n => ({ key: `${n.carrierId}/${n.waybill ?? n.orderId}`, cells: [
        <span className="figure">{n.waybill ?? '—'}</span>, n.carrier, <Mark tone={tones[n.state]}>{t(numberStates[n.state])}</Mark>, n.prints, n.orderId ? <Go to={hrefOf(orderScreen, { id: n.orderId })} className="figure">{n.number}</Go> : '—', <TimeText at={n.at} />,
        may && (n.state === 'void' && n.waybill ? <Button size="small" loading={act.isPending} onClick={() => act.run({ body: { carrier: n.carrierId, numbers: [n.waybill!] } })}>{t(text.giveBack)}</Button> : n.state === 'asked' && <Button size="small" loading={ask.isPending} onClick={() => ask.run({ body: { carrier: n.carrierId } })}>{t(text.askFor)}</Button>),
      ] }))} />}
      <Section title={t(text.orphans)}>
        <p className="soft">{t(text.orphansWhy)}</p>
        {!lost.data ? <Waiting lines={2} /> : lost.data.orphans.length === 0 ? <p className="soft">{t(text.noOrphans)}</p> : [...Map.groupBy(lost.data.orphans, o => o.carrierId)].map(([carrier, own]) => (
          <p key={carrier}><span className="figure">{own.slice(0, 8).map(o => o.waybill).join('  ')}{own.length > 8 && ' …'}</span> {may && <Button size="small" loading={act.isPending} onClick={() => act.run({ body: { carrier, numbers: own.map(o => o.waybill) } })}>{t(text.giveBackAll, { count: own.length })}</Button>}</p>
        ))}
      </Section>
      <Bills />
    </div>
  )
}
