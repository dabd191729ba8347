import './tracking.css'
import { textIn } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { ClockBadge, CopyText, Facts, Mark, PageHead, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useParams } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseName } from '#handbook/clauses/clause.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import { materials, stages } from '#journey/order/words.ts'
import { getParcel } from './board.contract.ts'
import { StateMark, trackingTone } from './page.tsx'
import { parcelScreen } from './screen.ts'
import { meanings, parcelDeeds, parcelStates, scans, text, trackings } from './words.ts'

type Parcel = Answer<typeof getParcel>
const live = ['parcel', 'clock']

/** One parcel: its path, its facts, who had it in hand, and the limits it runs under. */
export default function ParcelPage() {
  const { id = '' } = useParams()
  const { t } = useTongue()
  const { data: parcel, error, refetch } = useCall(getParcel, { params: { id } }, { live })
  if (error && !parcel) return <Trouble error={error} again={() => void refetch()} />
  if (!parcel) return <Waiting lines={9} />
  return (
    <div className="parcel-page">
      <PageHead title={<>{t(parcelScreen.title)} <CopyText text={parcel.waybill ?? parcel.code} /></>} note={<span className="chips"><StateMark of={parcel.state} />{parcel.tracking.filter(s => s !== 'in-transit' && s !== 'signed').map(s => <Mark key={s} tone={trackingTone(s)}><span title={t(meanings[s])}>{t(trackings[s])}</span></Mark>)}</span>} />
      <div className="parcel-columns">
        <div><Path of={parcel} /></div>
        <div><ParcelFacts of={parcel} /><People of={parcel} /><Clocks of={parcel} />{parcel.siblings.length > 0 && <Siblings of={parcel} />}</div>
      </div>
    </div>
  )
}

/** What the carrier told and what happened in the house before, the newest first. */
function Path({ of }: { of: Parcel }) {
  const { t, tongue } = useTongue()
  const code = useNames()
  const name = (kind: string) => (Object.hasOwn(scans, kind) ? textIn(tongue, scans[kind as keyof typeof scans]) : Object.hasOwn(parcelDeeds, kind) ? textIn(tongue, parcelDeeds[kind as keyof typeof parcelDeeds]) : kind)
  const steps = [
    ...of.path.map(p => ({ at: p.at, kind: p.kind, where: [p.place, p.note].filter(Boolean).join(' · '), tone: p.kind === 'signed' ? 'good' : ['refused', 'returned', 'trouble'].includes(p.kind) ? 'bad' : '' })),
    ...of.story.filter(s => s.kind !== 'parcel.transit' && s.kind !== 'parcel.sign').map(s => ({ at: s.at, kind: s.kind, where: s.actor === 'system' ? code('system') : s.actor, tone: 'house' })),
  ].toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <Section title={t(text.path)}>
      {of.path.length === 0 && <p className="soft">{t(text.noPath)}</p>}
      <ol className="path">{steps.map((s, i) => <li key={i} className={s.tone}><TimeText at={s.at} /><i /><div><div className="path-what">{name(s.kind)}</div>{s.where && <div className="soft">{s.where}</div>}</div></li>)}</ol>
    </Section>
  )
}

function ParcelFacts({ of }: { of: Parcel }) {
  const { t, number } = useTongue()
  const code = (material: string) => (Object.hasOwn(materials, material) ? t(materials[material as keyof typeof materials]) : material)
  const grams = (g: number) => t(text.grams, { grams: number(g) })
  const difference = of.weighedGrams === null ? 0 : of.weighedGrams - of.expectedGrams
  return (
    <Section title={t(text.facts)}>
      <Facts of={[
        [t(text.order), <><Go to={hrefOf(orderScreen, { id: of.order })} className="figure">{of.number}</Go> <span className="soft">{t(stages[of.stage as keyof typeof stages])}</span></>],
        [t(text.receiver), <>{of.receiver} <span className="soft">{of.province} {of.city === of.province ? '' : of.city}</span></>],
        [t(text.carrier), of.carrierName ?? '—'],
        [t(text.code), <CopyText text={of.code} />],
        [t(text.warehouse), of.warehouse],
        [t(text.pieces), number(of.pieces)],
        [t(text.expected), grams(of.expectedGrams)],
        [t(text.weighed), of.weighedGrams === null ? <span className="soft">{t(text.notWeighed)}</span> : <>{grams(of.weighedGrams)} {difference !== 0 && <span className={Math.abs(difference) > Math.max(50, of.expectedGrams * 0.1) ? 'warn' : 'soft'}>{t(difference > 0 ? text.heavier : text.lighter, { grams: number(Math.abs(difference)) })}</span>}</>],
        !!of.material && [t(text.material), code(of.material)],
        [t(text.handed), <TimeText at={of.handedAt} />],
        !!of.signedAt && [t(text.signedAt), <TimeText at={of.signedAt} />],
        !!of.handedAt && [t(text.upload), of.uploadedAt ? <TimeText at={of.uploadedAt} /> : <span className={of.tracking.includes('not-told') ? 'bad' : 'soft'}>{t(text.notTold)}</span>],
      ]} />
    </Section>
  )
}

function People({ of }: { of: Parcel }) {
  const { t, time } = useTongue()
  return (
    <Section title={t(text.people)}>
      <Facts of={[
        [t(text.picked), of.pickedBy?.name ?? '—'], [t(text.checked), of.checkedBy?.name ?? '—'], [t(text.packed), of.packedBy?.name ?? '—'],
        of.handover && [t(text.sheet), <><span className="figure">{t(text.sheetNumber, { number: of.handover.id })}</span> <span className="soft">{of.handover.signedAt ? t(text.sheetSigned, { signer: of.handover.signer ?? '', time: time(of.handover.signedAt) }) : t(text.sheetOpen)}</span></>],
      ]} />
    </Section>
  )
}

/** A clock that starts anew at each scan has run many times; only the last of each clause is told. */
function Clocks({ of }: { of: Parcel }) {
  const { t } = useTongue()
  const last = [...new Map(of.clocks.map(c => [c.clause, c])).values()]
  return (
    <Section title={t(text.clocks)}>
      {last.length === 0 ? <p className="soft">{t(text.noClocks)}</p> : <ul className="clock-rows">{last.map(c => <li key={c.clause}><ClauseName id={c.clause} /><ClockBadge dueAt={c.dueAt} startedAt={c.startedAt} state={c.state} /></li>)}</ul>}
    </Section>
  )
}

function Siblings({ of }: { of: Parcel }) {
  const { t } = useTongue()
  return <Section title={t(text.siblings)}><ul>{of.siblings.map(s => <li key={s.id}><Go to={hrefOf(parcelScreen, { id: s.id })} className="figure">{s.waybill ?? s.id}</Go> <span className="soft">{t(parcelStates[s.state as keyof typeof parcelStates])}</span></li>)}</ul></Section>
}
