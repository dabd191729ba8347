import { useEffect, useRef, useState, type PointerEvent } from 'react'
import type { Layout } from '#kit/print/layout.ts'
import { moved, onDot, resized, snapped, around, type Guide, type Handle } from './designer.rules.ts'

const handles: readonly Handle[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w']
interface Drag { id: string; from: { x: number; y: number }; layout: Layout; at: readonly number[]; handle?: Handle }

/** The paper: below, the picture that the press has set; above, a box for each element to take hold of. */
export function Canvas({ layout, picture, picked, wrong, zoom, locked, onPick, onChange }: {
  layout: Layout; picture: string | undefined; picked: readonly number[]; wrong: ReadonlySet<number>; /** Pixels of the screen in a millimetre. */ zoom: number; locked: boolean
  onPick: (at: readonly number[]) => void; onChange: (layout: Layout, mark: string) => void
}) {
  const [guides, show] = useState<readonly Guide[]>([])
  const drag = useRef<Drag>(undefined)
  const dragged = useRef(0)
  useEffect(() => { if (!drag.current) show([]) }, [layout])

  const begin = (event: PointerEvent, index: number, handle?: Handle) => {
    if (event.button !== 0) return
    event.stopPropagation()
    const at = event.shiftKey ? (picked.includes(index) ? picked.filter(i => i !== index) : [...picked, index]) : picked.includes(index) && !handle ? picked : [index]
    onPick(at)
    if (locked || at.length === 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { id: `drag ${++dragged.current}`, from: { x: event.clientX, y: event.clientY }, layout, at, ...(handle && { handle }) }
  }
  const go = (event: PointerEvent) => {
    const d = drag.current
    if (!d) return
    const dx = (event.clientX - d.from.x) / zoom, dy = (event.clientY - d.from.y) / zoom
    if (d.handle) return onChange(resized(d.layout, d.at[0]!, d.handle, onDot(dx), onDot(dy)), d.id) // a handle is one element's
    const free = moved(d.layout, d.at, dx, dy)
    // Alt lets it stand anywhere.
    const snap = event.altKey ? { dx: 0, dy: 0, guides: [] } : snapped(free, d.at, around(free, d.at), 5 / zoom)
    show(snap.guides)
    onChange(moved(d.layout, d.at, dx + snap.dx, dy + snap.dy), d.id)
  }
  const end = () => { drag.current = undefined; show([]) }

  return (
    <div className={`designer-paper${zoom >= 8 ? ' large' : ''}`} style={{ width: layout.width * zoom, height: layout.height * zoom }} onPointerDown={() => onPick([])} onPointerMove={go} onPointerUp={end} onPointerCancel={end}>
      {picture && <img src={picture} alt="" draggable={false} />}
      {layout.elements.map((e, i) => {
        const on = picked.includes(i)
        return (
          <div key={i} data-element={i} className={`designer-box${on ? ' on' : ''}${wrong.has(i) ? ' wrong' : ''}${e.w * zoom < 4 || e.h * zoom < 4 ? ' thin' : ''}`} onPointerDown={event => begin(event, i)}
            style={{ left: e.x * zoom, top: e.y * zoom, width: Math.max(e.w * zoom, 2), height: Math.max(e.h * zoom, 2), zIndex: on ? 2 : e.kind === 'rect' ? 0 : 1 }}>
            {on && !locked && picked.length === 1 && handles.filter(h => e.kind !== 'line' || (e.w >= e.h ? h === 'e' || h === 'w' : h === 'n' || h === 's')).map(h => <i key={h} className={`designer-handle ${h}`} onPointerDown={event => begin(event, i, h)} />)}
          </div>
        )
      })}
      {guides.map((g, i) => <i key={i} className={`designer-guide ${g.axis}`} style={g.axis === 'x' ? { left: g.at * zoom } : { top: g.at * zoom }} />)}
    </div>
  )
}
