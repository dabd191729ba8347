import { Segmented, Select } from 'antd'
import { useNames, useSentence } from '#kit/ui/dictionary.tsx'
import { EmptyState, PageHead, TimeText, Trouble, useOptions, Waiting } from '#kit/ui/pieces.tsx'
import { onePress } from '#kit/ui/press.ts'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import { cause as sayCause, list } from './contract.ts'
import type { causes } from './rules.ts'
import { discrepanciesScreen } from './screen.ts'
import { causeNames, stationNames, text } from './words.ts'

/** Differences found at the stations: each with its owner, each asking for its cause (FU-5). */
export default function Discrepancies() {
  const { t } = useTongue()
  const say = useSentence()
  const name = useNames()
  const [search, setSearch] = useSearch(discrepanciesScreen)
  const found = useCall(list, { query: { open: search.open ?? 'no', first: 'newest', limit: 200 } }, { live: ['order', 'wave'], keep: true })
  const act = useAct(sayCause)
  const options = useOptions(causeNames)
  const rows = found.data?.discrepancies ?? []
  return (
    <div className="page" onClickCapture={onePress}>
      <PageHead title={t(discrepanciesScreen.title)}>
        <Segmented value={search.open ?? 'no'} onChange={value => setSearch({ open: value === 'yes' ? 'yes' : undefined })} options={[{ value: 'no', label: t(text.all) }, { value: 'yes', label: t(text.onlyOpen) }]} />
      </PageHead>
      <Trouble error={found.error ?? act.error} again={() => void found.refetch()} />
      {!found.data ? <Waiting /> : rows.length === 0 ? <EmptyState title={t(text.none)} why={t(text.noneWhy)} /> : (
        <Table heads={[t(text.at), t(text.station), t(text.what), t(text.order), t(text.foundBy), t(text.owner), t(text.cause)]} rows={rows.map(d => ({
          key: d.id, cells: [
            <TimeText at={d.at} />, t(stationNames[d.station as keyof typeof stationNames] ?? stationNames.picking), say({ code: d.code, values: d.values }),
            d.order ? <Go to={hrefOf(orderScreen, { id: d.order })}>{d.number ?? d.order}</Go> : <span className="soft">—</span>, d.foundBy, d.ownerName ?? name(d.owner),
            d.cause ? <>{t(causeNames[d.cause as keyof typeof causeNames] ?? causeNames.other)} <span className="soft">{d.causeBy}</span></>
              : <Select aria-label={t(text.chooseCause)} placeholder={t(text.chooseCause)} size="small" style={{ minWidth: 130 }} options={options} value={null} onChange={(value: string | null) => { if (value) act.run({ params: { id: d.id }, body: { cause: value as (typeof causes)[number] } }) }} />,
          ],
        }))} />
      )}
    </div>
  )
}
