import { Button } from 'antd'
import { useState } from 'react'
import { call, freshId, type Answer } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { useShortcuts } from '#kit/ui/keys.tsx'
import { ActButton, Chip, ClockBadge, CopyText, Facts, MoneyText, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { ClauseLink } from '#handbook/clauses/clauses.tsx'
import { Contacts } from '#journey/contact/contacts.tsx'
import { ContactDialog } from '#journey/contact/dialog.tsx'
import { makeMove } from '#journey/order/contract.ts'
import { ClassChip } from '#journey/order/marks.tsx'
import { mayLift, type BlockReason } from '#journey/order/rules.ts'
import { orderScreen } from '#journey/order/screen.ts'
import { merge, undo as undoParcelling } from '#journey/parcelling/contract.ts'
import { useMe } from '#people/staff/me.tsx'
import { Beside } from './beside.tsx'
import { reviewOrder } from './desk.contract.ts'
import { CancelDialog, CorrectDialog, HoldDialog, Refusal, Revealed, SplitDialog } from './dialogs.tsx'
import type { Deed, Seen } from './seen.tsx'
import { useVerdict } from './verdict.tsx'
import { text } from './words.ts'

type Dialog = 'hold' | 'contact' | 'correct' | 'split' | 'cancel' | 'reveal'

/** One order as the reviewer sees it, with every act under a key. */
export function Case({ id, place, onDone, onBack }: { id: string; place: { at: number; count: number } | undefined; onDone: (deed: Deed, leaves: boolean) => void; onBack: () => void }) {
  const { t } = useTongue()
  const { roles } = useMe()
  const seen = useCall(reviewOrder, { params: { id } }, { live: ['order'], keep: false })
  const [dialog, show] = useState<Dialog>()
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const order = seen.data?.order
  const number = order?.number ?? ''

  const back = (move: 'send-back' | 'unblock', reason?: BlockReason) => () => call(makeMove, { params: { move }, key: freshId(), body: { orders: [id], ...(reason && { reason }) } }).then(refuseAsError)
  const approving = useAct(makeMove, { done: ({ moved }) => { if (moved.length) onDone({ said: t(text.approved, { number }), undo: back('send-back') }, true) } })
  const releasing = useAct(makeMove, { done: ({ moved }) => { if (moved.length) onDone({ said: t(text.released, { number }) }, false) } })
  const approve = () => { if (order && approveReasons.length === 0) approving.run({ params: { move: 'approve' }, body: { orders: [id] } }) }
  const release = (reason: BlockReason) => releasing.run({ params: { move: 'unblock' }, body: { orders: [id], reason } })
  const merging = useAct(merge, { done: ({ orders }) => onDone({ said: t(text.merged, { number }), undo: () => call(undoParcelling, { params: { id: orders[0] ?? '' }, key: freshId() }) }, true) })
  const mergeNow = () => { if (chosen.size) merging.run({ body: { orders: [id, ...chosen] } }) }

  const approveReasons = order?.moves.find(m => m.move === 'approve')?.reasons ?? []
  const mayDecide = roles.some(r => ['clerk', 'manager'].includes(r))
  const free = !dialog && !!order
  const [cameAt] = useState(() => performance.now())
  /** The second press of a double click falls on the next order, which nobody has looked at. */
  const pressed = (act: () => void) => () => { if (performance.now() - cameAt > 400) act() }
  useShortcuts([
    { keys: 'a', what: text.approve, when: free && mayDecide, run: approve }, { keys: 'h', what: text.hold, when: free, run: () => show('hold') },
    { keys: 'c', what: text.contact, when: free, run: () => show('contact') }, { keys: 'e', what: text.correct, when: free, run: () => show('correct') },
    { keys: 's', what: text.split, when: free && mayDecide, run: () => show('split') }, { keys: 'm', what: text.merge, when: free && mayDecide, run: mergeNow },
    { keys: 'x', what: text.cancelOrder, when: free, run: () => show('cancel') }, { keys: 'r', what: text.reveal, when: free, run: () => show('reveal') },
  ])
  if (seen.error && !seen.data) return <div className="case"><Trouble error={seen.error} again={() => void seen.refetch()} /></div>
  if (!seen.data || !order) return <div className="case"><Waiting lines={12} /></div>
  const close = () => show(undefined)
  return (
    <article className="case" aria-label={number}>
      <header className="case-head">
        <Button className="case-back" onClick={onBack}>{t(text.backToList)}</Button>
        <h2><CopyText text={number} /></h2>
        <ClassChip of={order.class} />{seen.data.first && <Chip tone="warn">{t(text.firstOrder)}</Chip>}
        {order.clocks.filter(c => c.clause === 'RV-4.human' && (c.state === 'running' || c.state === 'paused')).slice(-1).map(c => <ClockBadge key={c.clause} dueAt={c.dueAt} startedAt={c.startedAt} state={c.state} label={t(text.deadline)} />)}
        <span className="case-place soft">{place && t(text.ofOrder, place)} <Go to={hrefOf(orderScreen, { id })}>{t(text.openOrder)}</Go></span>
      </header>
      <div className="case-body">
        <div className="case-main">
          <Verdicts of={seen.data.why} />
          {order.openBlocks.length > 0 && <ul className="case-blocks">{order.openBlocks.map(b => <Block key={b.reason} block={b} mayLift={mayLift(b.reason as BlockReason, roles)} onLift={() => release(b.reason as BlockReason)} />)}</ul>}
          <Lines of={seen.data} />
          <Section title={t(text.receiver)} extra={<Button size="small" onClick={() => show('reveal')}>{t(text.reveal)} <kbd aria-hidden>R</kbd></Button>}>
            <p>{order.receiver}</p><p className="soft">{[order.province, order.city, order.district].filter((part, i, all) => part && all.indexOf(part) === i).join(' ')}</p>
          </Section>
          <Remarks of={seen.data} />
          <Contacts of={order} />
        </div>
        <Beside of={seen.data} chosen={chosen} choose={choose} mayMerge={mayDecide} />
      </div>
      <footer className="case-acts">
        {mayDecide && <ActButton type="primary" size="large" reasons={approveReasons as { code: string; values?: Record<string, unknown> }[]} loading={approving.isPending} onClick={pressed(approve)}>{t(text.approve)} <kbd aria-hidden>A</kbd></ActButton>}
        <Act label={t(text.contact)} k="C" onClick={() => show('contact')} /><Act label={t(text.correct)} k="E" onClick={() => show('correct')} /><Act label={t(text.hold)} k="H" onClick={() => show('hold')} />
        {mayDecide && <Act label={t(text.split)} k="S" onClick={() => show('split')} />}
        {mayDecide && <ActButton reasons={chosen.size ? [] : [{ code: 'merge-not-chosen' }]} loading={merging.isPending} onClick={pressed(mergeNow)}>{t(text.merge)} <kbd aria-hidden>M</kbd></ActButton>}
        <Button danger onClick={() => show('cancel')}>{t(text.cancelOrder)} <kbd aria-hidden>X</kbd></Button>
      </footer>
      <Refusal of={approving.data ?? releasing.data} error={approving.error ?? releasing.error ?? merging.error} />
      {dialog === 'hold' && <HoldDialog order={order} onClose={close} onDone={reason => onDone({ said: t(text.held, { number }), undo: back('unblock', reason) }, true)} />}
      {dialog === 'contact' && <ContactDialog order={order} onClose={close} onDone={waits => onDone({ said: t(text.contacted, { number }) }, waits)} />}
      {dialog === 'correct' && <CorrectDialog order={order} onClose={close} onDone={() => onDone({ said: t(text.corrected, { number }) }, false)} />}
      {dialog === 'split' && <SplitDialog order={order} onClose={close} onDone={first => onDone({ said: t(text.parted, { number }), undo: () => call(undoParcelling, { params: { id: first }, key: freshId() }) }, true)} />}
      {dialog === 'cancel' && <CancelDialog order={order} onClose={close} onDone={() => onDone({ said: t(text.cancelled, { number }) }, true)} />}
      {dialog === 'reveal' && <Revealed order={order} onClose={close} />}
    </article>
  )
}

/** A move that was refused is no success of an undo. */
const refuseAsError = (answer: Answer<typeof makeMove>) => { if (!answer.moved.length) throw new Error(answer.refused[0]?.reasons[0]?.code ?? 'refused') }
const Act = ({ label, k, onClick }: { label: string; k: string; onClick: () => void }) => <Button onClick={onClick}>{label} <kbd aria-hidden>{k}</kbd></Button>

/** Every rule that spoke, with what it found; the newest word first. */
function Verdicts({ of }: { of: Seen['why'] }) {
  const { t } = useTongue()
  const say = useVerdict()
  const [latest] = of
  if (!latest) return null
  return (
    <Section title={t(text.why)} extra={<TimeText at={latest.at} />}>
      {latest.verdict.length === 0 ? <p>{say.short(latest)}</p> : <ul className="verdicts">{latest.verdict.map((f, i) => (
        <li key={i}><b>{say.title(f)}</b>{f.clause && <span className="soft"> <ClauseLink id={f.clause} /></span>}
          {say.values(f).length > 0 && <dl>{say.values(f).map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="figure">{value}</dd></div>)}</dl>}</li>
      ))}</ul>}
    </Section>
  )
}

function Block({ block, mayLift: may, onLift }: { block: Seen['order']['openBlocks'][number]; mayLift: boolean; onLift: () => void }) {
  const { t, written } = useTongue()
  const name = useNames()
  return <li><Chip tone="warn">{name(block.reason)}</Chip> <span>{written(block.note)}</span> <span className="soft">{name(block.owner)}</span>
    <ActButton size="small" reasons={may ? [] : [{ code: 'wrong-role', values: { allowed: block.owner } }]} onClick={onLift} aria-label={t(text.releaseOf, { block: name(block.reason) })}>{t(text.release)}</ActButton></li>
}

function Lines({ of: { order } }: { of: Seen }) {
  const { t, number } = useTongue()
  const short = order.paidFen + order.refundedFen < order.totalFen
  return (
    <Section title={t(text.goods)}>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t(text.goods)}><table className="lines"><thead><tr><th scope="col">{t(text.goods)}</th><th scope="col" className="end">{t(text.price)}</th><th scope="col" className="end">{t(text.quantity)}</th><th scope="col" className="end">{t(text.discount)}</th><th scope="col" className="end">{t(text.lineTotal)}</th></tr></thead>
        <tbody>{order.lines.map(l => <tr key={l.line}><td>{l.title || l.code}<br /><span className="soft figure">{l.code} {l.spec}</span></td>
          <td className="end"><MoneyText fen={l.unitFen} /></td><td className="end figure strong">{number(l.quantity)}</td><td className="end">{l.discountFen ? <MoneyText fen={-l.discountFen} /> : ''}</td><td className="end"><MoneyText fen={l.totalFen} /></td></tr>)}</tbody></table></div>
      <Facts columns={2} of={[
        [t(text.amount), <MoneyText key="a" fen={order.totalFen} strong />],
        [t(text.paid), <span key="p" className={short ? 'bad strong' : ''}><MoneyText fen={order.paidFen} /> {!order.paidAt && t(text.unpaid)}</span>],
        order.freightFen > 0 && [t(text.freight), <MoneyText key="f" fen={order.freightFen} />], order.discountFen > 0 && [t(text.discount), <MoneyText key="d" fen={-order.discountFen} />],
        [t(text.paidAt), <TimeText key="t" at={order.paidAt} />],
      ]} />
    </Section>
  )
}

function Remarks({ of: { order, offline, papers } }: { of: Seen }) {
  const { t } = useTongue()
  if (!order.buyerRemark && !order.sellerRemark && !order.delivery && !offline && !papers.length) return null
  return (
    <Section title={t(text.remarks)}>
      <Facts of={[
        order.buyerRemark !== '' && [t(text.buyerSays), <b key="b">{order.buyerRemark}</b>], order.sellerRemark !== '' && [t(text.sellerSays), order.sellerRemark], order.delivery !== '' && [t(text.delivery), order.delivery],
        !!offline?.special && [t(text.special), <b key="s">{offline.special}</b>], !!offline?.invoice && [t(text.invoice), offline.invoice], !!offline?.salesman && [t(text.salesman), offline.salesman], !!offline?.store && [t(text.store), offline.store],
      ]} />
      {papers.length > 0 && <div className="papers">{papers.map(p => <a key={p.id} href={`/api/orders/${order.id}/papers/${p.id}`} target="_blank" rel="noreferrer"><img src={`/api/orders/${order.id}/papers/${p.id}`} alt={`${t(text.papers)} ${p.name}`} loading="lazy" /></a>)}</div>}
    </Section>
  )
}
