import { Checkbox } from 'antd'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useMemo, useRef, useSyncExternalStore, type CSSProperties, type ReactNode } from 'react'
import type { Text } from '../words.ts'
import { useShortcuts } from './keys.tsx'
import { useLooks } from './theme.tsx'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** A column: what it is called, how wide, and what stands in it. `sort` names the order of the list that a press on its head asks for. */
export interface Column<Row> { key: string; title: Text; width: number; /** Takes what room is left. */ grow?: boolean; end?: boolean; sort?: string; /** That order begins with the least. */ rising?: boolean; hidden?: boolean; /** On which of the two lines of a phone it stands; without it, on none. */ phone?: 1 | 2; cell: (row: Row) => ReactNode }

/** Chosen rows: some by id, or all that fit the filter but a few. */
export interface Selection { all: boolean; ids: ReadonlySet<string> }
export const nothingSelected: Selection = { all: false, ids: new Set() }
const has = (s: Selection, id: string) => s.all !== s.ids.has(id)
export const countSelected = (s: Selection, total: number) => (s.all ? total - s.ids.size : s.ids.size)

/**
 * Rows of any number: only what is seen is drawn, further pages are asked for before the end is reached. j and k go, x or the
 * space bar choose, Enter opens. It is a grid to a screen reader.
 */
export function Grid<Row extends { id: string }>({ rows, total, columns, label, name, at, onAt, onOpen, selection, onSelect, sort, onSort, more, empty }: {
  rows: readonly Row[]; total: number; columns: readonly Column<Row>[]; label: string; name: (row: Row) => string
  at: number; onAt: (at: number) => void; onOpen: (row: Row) => void
  selection?: Selection | undefined; onSelect?: ((selection: Selection) => void) | undefined
  sort?: string | undefined; onSort?: ((sort: string) => void) | undefined; more?: (() => void) | undefined; empty: ReactNode
}) {
  const { t } = useTongue()
  const narrow = useNarrow()
  const looks = useLooks()
  const rowHeight = narrow ? 60 : looks.rowHeight
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12, scrollPaddingEnd: rowHeight, scrollPaddingStart: rowHeight })
  useEffect(() => { virtual.measure() }, [rowHeight, virtual])
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => { if (more && rows.length > 0 && last > rows.length - 40) more() }, [last, rows.length, more])

  const to = (next: number) => { if (next >= 0 && next < rows.length) { onAt(next); virtual.scrollToIndex(next) } }
  // Rows are drawn again only when they change: what they call stays the same and looks up what is meant now.
  const latest = useRef({ selection, onSelect, onAt, onOpen, name })
  latest.current = { selection, onSelect, onAt, onOpen, name }
  const toggle = useCallback((id: string) => {
    const { selection: chosen, onSelect: choose } = latest.current
    if (!chosen || !choose) return
    const ids = new Set(chosen.ids)
    if (!ids.delete(id)) ids.add(id)
    choose({ ...chosen, ids })
  }, [])
  const stable = useMemo(() => ({ toggle, onAt: (next: number) => latest.current.onAt(next), onOpen: (row: Row) => latest.current.onOpen(row), name: (row: Row) => latest.current.name(row) }), [toggle])
  const current = rows[at]
  useShortcuts([
    { keys: 'j', what: text.nextRow, run: () => to(at + 1) }, { keys: 'k', what: text.previousRow, run: () => to(at - 1) },
    { keys: 'ArrowDown', what: text.nextRow, run: () => to(at + 1) }, { keys: 'ArrowUp', what: text.previousRow, run: () => to(at - 1) },
    { keys: 'Enter', what: text.openRow, when: !!current, run: () => { if (current) onOpen(current) } },
    { keys: 'space', what: text.selectPage, when: !!selection && !!current, run: () => { if (current) { toggle(current.id); to(at + 1) } } },
  ])
  const template = narrow ? `${selection ? '40px ' : ''}minmax(0, 1fr)` : `${selection ? '40px ' : ''}${columns.map(c => (c.grow ? `minmax(${c.width}px, 1fr)` : `${c.width}px`)).join(' ')}`
  const picked = selection ? countSelected(selection, total) : 0
  return (
    <div className="grid" ref={box} role="grid" aria-label={label} aria-rowcount={total + 1} aria-multiselectable={!!selection} tabIndex={0}>
      <div className={!narrow ? 'grid-head' : selection ? 'grid-head narrow' : 'visually-hidden'} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {selection && <div className="grid-cell pick" role="columnheader"><Checkbox aria-label={t(text.selectPage)} checked={picked > 0 && picked === total} indeterminate={picked > 0 && picked < total}
          onChange={e => onSelect?.(e.target.checked ? { all: true, ids: new Set() } : nothingSelected)} /></div>}
        {columns.map(c => <div key={c.key} role="columnheader" className={narrow ? 'visually-hidden' : c.end ? 'grid-cell end' : 'grid-cell'} aria-sort={!c.sort || sort !== c.sort ? 'none' : c.rising ? 'ascending' : 'descending'}>
          {c.sort && onSort && !narrow ? <button type="button" onClick={() => onSort(c.sort!)}>{t(c.title)}{sort === c.sort && (c.rising ? ' ↑' : ' ↓')}</button> : t(c.title)}
        </div>)}
      </div>
      {rows.length === 0 ? empty : <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(item => { const row = rows[item.index]!; return <Line key={row.id} row={row} index={item.index} top={item.start} on={item.index === at} selected={!!selection && has(selection, row.id)} pickable={!!selection} {...{ columns, template, narrow }} {...stable} /> })}
      </div>}
    </div>
  )
}

const phone = matchMedia('(max-width: 760px)')
const watchPhone = (told: () => void) => { phone.addEventListener('change', told); return () => phone.removeEventListener('change', told) }
/** Whether a row has the room of a phone: then its columns become two lines. */
export const useNarrow = () => useSyncExternalStore(watchPhone, () => phone.matches)

interface LineProps<Row> {
  row: Row; index: number; top: number; on: boolean; selected: boolean; pickable: boolean; columns: readonly Column<Row>[]; template: string; narrow: boolean
  name: (row: Row) => string; toggle: (id: string) => void; onAt: (at: number) => void; onOpen: (row: Row) => void
}
const Line = memo(function Line<Row extends { id: string }>({ row, index, top, on, selected, pickable, columns, template, narrow, name, toggle, onAt, onOpen }: LineProps<Row>) {
  const { t } = useTongue()
  const style: CSSProperties = { gridTemplateColumns: template, transform: `translateY(${top}px)` }
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={pickable ? selected : on} className={`grid-row${narrow ? ' narrow' : ''}${on ? ' on' : ''}${selected ? ' selected' : ''}`} style={style} onClick={() => onAt(index)} onDoubleClick={() => onOpen(row)}>
      {pickable && <div className="grid-cell pick" role="gridcell" onClick={e => e.stopPropagation()}><Checkbox aria-label={t(text.selectRow, { name: name(row) })} checked={selected} onChange={() => toggle(row.id)} /></div>}
      {narrow ? <div role="gridcell" className="grid-lines">{[1, 2].map(line => <div key={line}>{columns.filter(c => c.phone === line).map(c => <span key={c.key}>{c.cell(row)}</span>)}</div>)}</div>
        : columns.map(c => <div key={c.key} role="gridcell" className={c.end ? 'grid-cell end' : 'grid-cell'}>{c.cell(row)}</div>)}
    </div>
  )
}) as <Row extends { id: string }>(props: LineProps<Row>) => ReactNode
