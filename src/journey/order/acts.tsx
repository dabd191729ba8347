import { Button, Dropdown, Select } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useNames, useSentence } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { ActButton, ReasonList, Trouble, useOptions } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as frame } from '#kit/ui/words.ts'
import { useMe } from '#people/staff/me.tsx'
import { makeMove } from './contract.ts'
import { undoOf, type BlockReason } from './rules.ts'
import type { Whole } from './whole.tsx'
import { blocks, moves, text } from './words.ts'

type Move = 'approve' | 'pay' | 'complete' | 'refer' | 'send-back' | 'cancel' | 'block' | 'unblock'
const ends = ['completed', 'cancelled', 'merged', 'split']

/** What may be done with this order by whoever looks at it. A button that cannot be pressed says why; the rare acts are under "more". */
export function Acts({ order: o }: { order: Whole }) {
  const { t } = useTongue()
  const { roles } = useMe()
  const name = useNames()
  const say = useSentence()
  const message = useMessage()
  const [asking, ask] = useState<Move>()
  const [block, setBlock] = useState<BlockReason>('hold')
  const blockOptions = useOptions(blocks, asking === 'unblock' ? (o.blocks as BlockReason[]) : undefined)
  const undo = useAct(makeMove, { done: () => void message.success(t(frame.undone)) })
  const act = useAct(makeMove, { done: ({ moved }) => {
    if (!moved.length) return
    const done = asking!, back = undoOf[done] // the dialog is open while it runs
    ask(undefined)
    void message.success({ duration: 6, content: <span>{t(text.didIt, { what: t(moves[done]) })} {back && <Button type="link" onClick={() => undo.run({ params: { move: back as Move }, body: { orders: [o.id], ...(done === 'block' || done === 'unblock' ? { reason: block } : {}) } })}>{t(frame.undo)}</Button>}</span> })
  } })
  if (ends.includes(o.stage)) return null
  const why = (move: Move) => o.moves.find(m => m.move === move)?.reasons ?? []
  const mine = (move: Move) => !why(move).some(r => r.code === 'wrong-role')
  const may = (move: Move) => mine(move) && !why(move).some(r => r.code === 'wrong-state')
  const main = (['approve', 'pay', 'complete'] as const).filter(may)
  const mayBlock = roles.some(r => ['clerk', 'service', 'manager'].includes(r))
  const others: Move[] = [...(mayBlock ? ['block' as const] : []), ...(o.blocks.length ? ['unblock' as const] : []), ...(['refer', 'send-back'] as const).filter(may)]
  const open = (move: Move) => { setBlock(move === 'unblock' ? (o.blocks[0] as BlockReason) : 'hold'); act.reset(); ask(move) }
  const refused = act.data?.refused[0]?.reasons
  return <>
    {others.map(move => <Button key={move} onClick={() => open(move)}>{t(moves[move])}</Button>)}
    {main.map(move => <ActButton key={move} type="primary" reasons={why(move)} onClick={() => open(move)}>{t(moves[move])}</ActButton>)}
    {mine('cancel') && <Dropdown trigger={['click']} menu={{ items: [{ key: 'cancel', danger: true, label: t(moves.cancel), disabled: !may('cancel'), title: why('cancel').map(r => say(r)).join('\n') }], onClick: () => open('cancel') }}><Button>{t(frame.more)}</Button></Dropdown>}
    <ConfirmWithReason open={asking !== undefined} title={asking && `${t(moves[asking])} · ${o.number}`} act={asking ? t(moves[asking]) : ''} danger={asking === 'cancel'} least={asking === 'cancel' || asking === 'block' ? 2 : 0} busy={act.isPending}
      trouble={refused ? <ReasonList reasons={refused as never} lead={t(frame.whyNot)} /> : <Trouble error={act.error} />} onCancel={() => ask(undefined)}
      onConfirm={note => { if (asking) act.run({ params: { move: asking }, body: { orders: [o.id], note, ...(asking === 'block' || asking === 'unblock' ? { reason: block } : {}) } }) }}>
      {(asking === 'block' || asking === 'unblock') && <label className="field"><span>{t(text.blocks)}</span><Select value={block} onChange={setBlock} options={blockOptions} /></label>}
      {asking && why(asking).length > 0 && <ReasonList reasons={why(asking) as never} />}
      {asking === 'approve' && <p className="soft">{t(text.approveNote, { next: name('picker') })}</p>}
    </ConfirmWithReason>
  </>
}
