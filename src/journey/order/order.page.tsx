import { useMemo, useState } from 'react'
import { textIn } from '#kit/words.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { Chip, ClockBadge, CopyText, EmptyState, Facts, MoneyText, PageHead, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useParams } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseLink } from '#handbook/clauses/clauses.tsx'
import { Contacts } from '#journey/contact/contacts.tsx'
import { Person } from '#journey/erasing/person.tsx'
import { getOrder, getStory } from './contract.ts'
import { BlockChips, ClassChip, StageMark, TagChips } from './marks.tsx'
import { Papers } from '#journey/parcel/papers.tsx'
import { Acts } from './acts.tsx'
import { Receiver } from './receiver.tsx'
import { RoadPicture } from './road-picture.tsx'
import { orderScreen, ordersScreen } from './screen.ts'
import { Story } from './story.tsx'
import type { Stage } from './states.ts'
import { materials, scans, stages, text } from './words.ts'
import type { Whole } from './whole.tsx'

const live = ['order', 'parcel', 'stock']

/** One order: where it stands on the road, why it does not move and who must do what by when, and all that belongs to it. */
export default function OrderPage() {
  const { id = '' } = useParams()
  const { t } = useTongue()
  const order = useCall(getOrder, { params: { id } }, { live })
  const story = useCall(getStory, { params: { id } }, { live })
  const [shown, show] = useState<number>()
  const steps = story.data?.steps
  const step = shown === undefined ? undefined : steps?.[shown]
  if (order.error && !order.data) return order.error.name === 'Error' && 'status' in order.error && order.error.status === 404
    ? <EmptyState title={t(text.noSuchOrder)} why={t(text.noSuchOrderWhy)} act={<Go to={ordersScreen.path}>{t(text.orders)}</Go>} /> : <Trouble error={order.error} again={() => void order.refetch()} />
  if (!order.data) return <Waiting lines={10} />
  const o = order.data
  return (
    <article>
      <PageHead title={<span className="figure">{o.number}</span>} note={<span className="chips"><StageMark of={o.stage} /> <ClassChip of={o.class} /> <BlockChips of={o.blocks} /> <TagChips of={o.tags} /></span>}><Acts order={o} /></PageHead>
      <RoadPicture stage={(step?.stage ?? o.stage) as Stage} allocated={o.warehouse !== null} blocks={step?.blocks ?? o.blocks} steps={steps ?? []} until={shown} />
      <div className="order-columns">
        <div>
          <Standing order={o} />
          <Contacts of={o} acts />
          <Lines order={o} />
          <Parcels order={o} />
          <Papers order={o.id} />
          {steps && <Story steps={steps} shown={shown} show={show} />}
        </div>
        <aside className="order-side">
          <Receiver order={o} />
          <Money order={o} />
          <Clocks order={o} />
          <Source order={o} />
          <Person order={o.id} />
        </aside>
      </div>
    </article>
  )
}

/** C8: why it does not move, who must do what, by when. */
function Standing({ order: o }: { order: Whole }) {
  const { t, tongue, time, written } = useTongue()
  const name = useNames()
  const over = ['completed', 'cancelled', 'merged', 'split'].includes(o.stage)
  return (
    <section className={o.blocks.length ? 'standing blocked' : 'standing'} aria-label={t(text.whyStill)}>
      {o.openBlocks.map(b => (
        <div key={b.reason}>
          <p><b>{name(b.reason)}</b> · {t(text.mustAct, { who: name(b.owner) })} <span className="soft">{t(text.since, { time: time(b.since) })}{b.until && ` · ${t(text.until, { time: time(b.until) })}`}</span></p>
          <p className="soft">{written(b.note)}{b.note && b.clause && ' · '}{b.clause && <ClauseLink id={b.clause} />}</p>
        </div>
      ))}
      {!over && !o.openBlocks.length && o.next && <p><b>{o.next.role === 'system' ? t(text.movesByItself) : t(text.nextAct, { who: name(o.next.role), what: name(o.next.move) })}</b>{o.next.by && <> · <ClockBadge dueAt={o.next.by} /></>}</p>}
      {over && <p className="soft">{textIn(tongue, stages[o.stage])}{o.closing && ` · ${o.closing}`}{o.into && <> · <Go to={hrefOf(orderScreen, { id: o.into })}>{t(text.becameOrder)}</Go></>}</p>}
    </section>
  )
}

function Lines({ order: o }: { order: Whole }) {
  const { t, number } = useTongue()
  return (
    <Section title={t(text.lines)} extra={<span className="soft">{t(text.pieceCount, { count: o.pieces })}</span>}>
      <div className="table-box"><table className="table fold">
        <thead><tr><th>{t(text.product)}</th><th>{t(text.code)}</th><th className="end">{t(text.quantity)}</th><th className="end">{t(text.unitPrice)}</th><th className="end">{t(text.discount)}</th><th className="end">{t(text.total)}</th><th className="end">{t(text.reserved)}</th><th className="end">{t(text.available)}</th></tr></thead>
        <tbody>{o.lines.map(l => (
          <tr key={l.line}><td>{l.title} <span className="soft">{l.spec}</span> {l.refundAsked && <Chip tone="warn">{t(text.refundAsked)}</Chip>}</td><td className="figure" data-name={t(text.code)}>{l.code}</td><td className="end" data-name={t(text.quantity)}>{number(l.quantity)}</td><td className="end" data-name={t(text.unitPrice)}><MoneyText fen={l.unitFen} /></td>
            <td className="end" data-name={t(text.discount)}>{l.discountFen ? <MoneyText fen={-l.discountFen} /> : ''}</td><td className="end" data-name={t(text.total)}><MoneyText fen={l.totalFen} /></td><td className={l.reserved < l.quantity && o.stage === 'ready' ? 'end warn' : 'end'} data-name={t(text.reserved)}>{number(l.reserved)}</td><td className="end" data-name={t(text.available)}>{l.available === null ? '' : number(l.available)}</td></tr>
        ))}</tbody>
      </table></div>
      {(o.buyerRemark || o.sellerRemark) && <Facts of={[o.buyerRemark !== '' && [t(text.buyerRemark), o.buyerRemark], o.sellerRemark !== '' && [t(text.sellerRemark), o.sellerRemark]]} />}
    </Section>
  )
}

function Parcels({ order: o }: { order: Whole }) {
  const { t, number, tongue } = useTongue()
  const name = useNames()
  if (!o.parcels.length) return null
  return (
    <Section title={t(text.parcels)}>
      {o.parcels.map(p => (
        <div key={p.id} className="parcel">
          <Facts columns={2} of={[
            [p.carrier ?? t(text.carrier), p.waybill ? <CopyText text={p.waybill} /> : '—'], [t(text.paperCode), <span key="c" className="figure">{p.code} · v{p.version}</span>],
            [t(text.parcelState), name(p.state === 'made' ? 'picking' : p.state)], [t(text.weight), p.weighedGrams === null ? `≈ ${number(p.expectedGrams)} g` : `${number(p.weighedGrams)} g / ${number(p.expectedGrams)} g${p.material ? ` · ${Object.hasOwn(materials, p.material) ? textIn(tongue, materials[p.material as keyof typeof materials]) : p.material}` : ''}`],
            [t(text.workers), [p.pickedBy, p.checkedBy, p.packedBy].filter(Boolean).join(' → ') || '—'], p.handedAt !== null && [t(text.handedAt), <TimeText key="h" at={p.handedAt} />],
          ]} />
          {p.scans.length > 0 && <ol className="scans">{p.scans.map((s, i) => <li key={i}><TimeText at={s.at} /> <b>{Object.hasOwn(scans, s.kind) ? textIn(tongue, scans[s.kind as keyof typeof scans]) : s.kind}</b> <span>{s.place}</span> <span className="soft">{s.note}</span></li>)}</ol>}
        </div>
      ))}
    </Section>
  )
}

function Money({ order: o }: { order: Whole }) {
  const { t } = useTongue()
  return <Section title={t(text.total)}><Facts of={[
    [t(text.total), <MoneyText key="t" fen={o.totalFen} strong />], o.discountFen > 0 && [t(text.discount), <MoneyText key="d" fen={-o.discountFen} />], o.freightFen > 0 && [t(text.freight), <MoneyText key="f" fen={o.freightFen} />],
    [t(text.paid), <span key="p" className={o.paidFen < o.totalFen ? 'warn' : ''}><MoneyText fen={o.paidFen} /></span>], o.refundedFen > 0 && [t(text.refunded), <MoneyText key="r" fen={-o.refundedFen} />], [t(text.paidAt), <TimeText key="a" at={o.paidAt} />],
  ]} /></Section>
}

function Clocks({ order: o }: { order: Whole }) {
  const { t } = useTongue()
  const sorted = useMemo(() => o.clocks.toSorted((a, b) => Number(b.state === 'running') - Number(a.state === 'running') || a.dueAt.localeCompare(b.dueAt)), [o.clocks])
  if (!sorted.length) return null
  return <Section title={t(text.clocks)}><ul className="clocks">{sorted.map(c => <li key={`${c.clause}${c.startedAt}`}><ClauseLink id={c.clause} /><ClockBadge dueAt={c.dueAt} startedAt={c.startedAt} state={c.breachedAt && c.state === 'running' ? 'running' : c.state} /></li>)}</ul></Section>
}

function Source({ order: o }: { order: Whole }) {
  const { t } = useTongue()
  return <Section title={t(text.source)}><Facts of={[
    [t(text.shop), o.shop], [t(text.platformNumber), <CopyText key="n" text={o.platformNumber} />], [t(text.placed), <TimeText key="p" at={o.placedAt} style="long" />], [t(text.received), <TimeText key="r" at={o.receivedAt} style="long" />],
    [t(text.warehouse), o.warehouse ?? '—'], o.delivery !== '' && [t(text.delivery), o.delivery], [t(text.innerNumber), <CopyText key="i" text={o.id} />],
  ]} /></Section>
}
