import { Button } from 'antd'
import { useNames } from '#kit/ui/dictionary.tsx'
import { Mark, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { onePress } from '#kit/ui/press.ts'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useParams } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import { useMe } from '#people/staff/me.tsx'
import { finishWave, getWave, leaveWave } from './contract.ts'
import { isStopped } from './rules.ts'
import { wavesScreen } from './screen.ts'
import { text } from './words.ts'

/** One wave: its picks in walking order, and what was stopped in it. */
export default function WavePage() {
  const { t, time } = useTongue()
  const name = useNames()
  const { roles } = useMe()
  const { id = '' } = useParams()
  const wave = useCall(getWave, { params: { id } }, { live: ['order', 'wave'] })
  const paper = useAct(finishWave)
  const leave = useAct(leaveWave)
  if (!wave.data) return <div className="page">{wave.error ? <Trouble error={wave.error} again={() => void wave.refetch()} /> : <Waiting />}</div>
  const { wave: w, picks } = wave.data
  return (
    <div className="page" onClickCapture={onePress}>
      <PageHead title={t(text.waveNumber, { wave: w.id })} note={<>{w.warehouse} · {t(text[w.kind])} · {t(text.orders, { count: w.orders })} · {t(text.ofPieces, { done: w.picked, all: w.pieces })} · {w.picker ?? t(text.nobody)} · {time(w.madeAt)}</>}>
        <Go to={hrefOf(wavesScreen)}>{t(text.back)}</Go>
        {w.state === 'open' && w.picker && <Button loading={leave.isPending} onClick={() => leave.run({ params: { id }, body: {} })}>{t(text.leave)}</Button>}
        {w.state === 'open' && roles.includes('picker') && <Button loading={paper.isPending} onClick={() => paper.run({ params: { id }, body: { paper: true } })}>{t(text.paper)}</Button>}
      </PageHead>
      <Trouble error={paper.error ?? leave.error} />
      <Table heads={[t(text.bin), [t(text.position)], t(text.product), [t(text.quantity)], [t(text.picked)], [t(text.checked)], t(text.order), t(text.stage)]} rows={picks.map(p => ({
        key: `${p.orderId}/${p.code}/${p.place}/${p.lot}`, cells: [
          <><b>{p.place}</b>{p.lot && <span className="soft"> {p.lot}</span>}</>, p.position, <>{p.title} <span className="soft">{p.spec} {p.code}</span></>, p.quantity, p.picked, p.checked, <Go to={hrefOf(orderScreen, { id: p.orderId })} className="figure">{p.number}</Go>,
          p.dropped || (isStopped(p) && p.blocks.length > 0) ? <Mark tone="bad">{p.blocks.length ? p.blocks.map(name).join(' · ') : name(p.stage)}</Mark> : <Mark tone={p.picked === p.quantity ? 'good' : 'calm'}>{name(p.stage)}</Mark>,
        ],
      }))} />
    </div>
  )
}
