import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useRef, useState, type ReactNode } from 'react'
import type { Reason } from '../verdict.ts'
import { freshId } from './client.ts'
import type { Chosen } from './list.tsx'
import { useSentence } from './dictionary.tsx'
import { useMessage } from './message.ts'
import { Trouble } from './pieces.tsx'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** One piece of the chosen rows, as the house takes it: ids, or the filter from a place on. `key` makes a repeat harmless. */
export interface Piece { ids?: string[]; filter?: Record<string, string>; upTo?: string | undefined; except?: string[]; after?: string | undefined; dryRun: boolean; key: string; note: string }
export interface Told { moved: string[]; refused: { id: string; /** What a person calls it. */ name: string | null; reasons: Pick<Reason, 'code' | 'values'>[] }[]; next: string | null }

type Phase = 'closed' | 'previewing' | 'previewed' | 'doing' | 'done'
const pieceSize = 200

/**
 * One act on many rows: it is tried first, so that one sees who would be refused and why; then done piece by piece with progress, an
 * answer for each row, and taken back where the move allows.
 */
export function BatchAct({ label, chosen, run, undo, danger, asksNote, children, ready = true }: {
  label: string; chosen: Chosen; run: (piece: Piece) => Promise<Told>; undo?: ((ids: string[], key: string) => Promise<Told>) | undefined
  danger?: boolean; /** Label of a note that the log keeps. */ asksNote?: string; children?: ReactNode; /** Whether what `children` ask has been given. */ ready?: boolean
}) {
  const { t } = useTongue()
  const say = useSentence()
  const message = useMessage()
  const queries = useQueryClient()
  const [phase, setPhase] = useState<Phase>('closed')
  const [told, tell] = useState<Told>({ moved: [], refused: [], next: null })
  const [trouble, setTrouble] = useState<Error>()
  const [note, setNote] = useState('')
  /** As many as were chosen at the beginning: a filter fits fewer once they have moved. */
  const [count, setCount] = useState(0)
  const stopping = useRef(false)
  const keys = useRef(new Map<number, string>())

  const walk = async (dryRun: boolean) => {
    stopping.current = false
    setTrouble(undefined)
    if (!dryRun) keys.current = keys.current.size ? keys.current : new Map()
    const all: Told = { moved: [], refused: [], next: null }
    let after: string | undefined
    try {
      for (let n = 0; !stopping.current; n++) {
        if (!keys.current.has(n)) keys.current.set(n, freshId())
        const key = dryRun ? freshId() : keys.current.get(n)! // set just above
        const part = chosen.ids?.slice(n * pieceSize, (n + 1) * pieceSize)
        if (part && part.length === 0) break
        const answer = await run({ ...(part ? { ids: part } : { filter: chosen.filter ?? {}, upTo: chosen.upTo, except: [...chosen.except], after }), dryRun, key, note })
        all.moved.push(...answer.moved)
        all.refused.push(...answer.refused)
        tell({ ...all })
        if (!part && answer.next === null) break
        after = answer.next ?? undefined
      }
      setPhase(dryRun ? 'previewed' : 'done')
    } catch (error) {
      setTrouble(error as Error)
      setPhase(dryRun ? 'previewed' : 'done')
    }
    if (!dryRun) void queries.invalidateQueries()
  }
  const start = () => { setCount(chosen.count); tell({ moved: [], refused: [], next: null }); keys.current = new Map(); setPhase('previewing'); void walk(true) }
  const act = () => { setPhase('doing'); tell({ moved: [], refused: [], next: null }); void walk(false) }
  const close = () => { stopping.current = true; setPhase('closed'); if (phase === 'done') chosen.clear() }
  const takeBack = async () => {
    if (!undo) return
    try {
      for (let from = 0; from < told.moved.length; from += pieceSize) await undo(told.moved.slice(from, from + pieceSize), freshId())
      void message.success(t(text.undone))
      void queries.invalidateQueries()
      close()
    } catch (error) { setTrouble(error as Error) }
  }
  const why = Map.groupBy(told.refused.flatMap(r => r.reasons.map(reason => ({ name: r.name ?? r.id, sentence: say(reason) }))), r => r.sentence)
  const percent = count ? Math.min(100, ((told.moved.length + told.refused.length) / count) * 100) : 0
  const footer = phase === 'done'
    ? [undo && told.moved.length > 0 && <Button key="undo" onClick={() => void takeBack()}>{t(text.undo)}</Button>, <Button key="close" type="primary" onClick={close}>{t(text.close2)}</Button>]
    : [<Button key="cancel" onClick={close}>{t(phase === 'doing' ? text.stop : text.cancel)}</Button>,
      <Button key="act" type="primary" danger={!!danger} loading={phase === 'doing'} disabled={phase !== 'previewed' || told.moved.length === 0 || !ready} onClick={act}>{label} · {t(text.doIt, { count: told.moved.length })}</Button>]
  return <>
    <Button onClick={start} danger={!!danger}>{label}</Button>
    <Modal open={phase !== 'closed'} title={`${label} · ${t(text.selected, { count })}`} onCancel={close} footer={footer} width={560} mask={{ closable: false }}>
      {phase !== 'done' && children}
      {asksNote && phase !== 'done' && <label className="field"><span>{asksNote}</span><Input value={note} maxLength={200} onChange={e => setNote(e.target.value)} /></label>}
      {(phase === 'previewing' || phase === 'doing') && <><p className="soft">{phase === 'previewing' ? t(text.previewing) : t(text.doing, { done: told.moved.length + told.refused.length, total: count })}</p><div className="bar"><i style={{ width: `${percent}%` }} /></div></>}
      {(phase === 'previewed' || phase === 'done') && <div role="status">
        <p className="good strong">{phase === 'done' ? t(text.moved, { count: told.moved.length }) : t(text.would, { count: told.moved.length })}</p>
        {told.refused.length > 0 && <p className="bad strong">{phase === 'done' ? t(text.refused, { count: told.refused.length }) : t(text.wouldNot, { count: told.refused.length })}</p>}
      </div>}
      {why.size > 0 && <ul className="batch-result">{[...why].map(([sentence, rows]) => <li key={sentence}><span>{sentence}</span><span className="soft" title={rows.slice(0, 50).map(r => r.name).join('\n')}>{rows.slice(0, 3).map(r => r.name).join(' ')}{rows.length > 3 && ` +${rows.length - 3}`}</span></li>)}</ul>}
      <Trouble error={trouble} />
    </Modal>
  </>
}
