import { Input, Modal } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Keys, useShortcuts } from './keys.tsx'
import type { Found, Source } from './sources.ts'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** One field for everything: go to a page, an order, or do something. A code read by a scanner opens its thing at once. */
export default function Palette({ open, onClose, sources }: { open: boolean; onClose: () => void; sources: readonly Source[] }) {
  const { t } = useTongue()
  const [what, setWhat] = useState('')
  const [groups, setGroups] = useState<{ source: Source; found: Found[] }[]>([])
  const [busy, setBusy] = useState(false)
  const [at, setAt] = useState(0)
  const enterWhenFound = useRef(false)
  const flat = useMemo(() => groups.flatMap(g => g.found), [groups])
  const choose = (found: Found | undefined) => { if (found) { onClose(); setWhat(''); found.run() } }

  useEffect(() => {
    if (!open) return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      setBusy(true)
      void Promise.all(sources.map(async source => ({ source, found: await Promise.resolve(source.find(what.trim(), gone.signal)).catch(() => []) }))).then(all => {
        if (gone.signal.aborted) return
        const some = all.filter(g => g.found.length)
        setGroups(some)
        setAt(0)
        setBusy(false)
        if (enterWhenFound.current) { enterWhenFound.current = false; choose(some[0]?.found[0]) }
      })
    }, what ? 120 : 0)
    return () => { gone.abort(); clearTimeout(timer) }
  }, [what, open, sources])

  useShortcuts(open ? [
    { keys: 'ArrowDown', what: text.nextRow, always: true, run: () => setAt(i => Math.min(i + 1, flat.length - 1)) },
    { keys: 'ArrowUp', what: text.previousRow, always: true, run: () => setAt(i => Math.max(i - 1, 0)) },
  ] : [])
  let index = -1
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} width={620} destroyOnHidden className="palette" title={null} style={{ top: 72 }}>
      <Input autoFocus size="large" variant="borderless" placeholder={t(text.search)} aria-label={t(text.search)} value={what} onChange={e => { setWhat(e.target.value); setBusy(true) }}
        role="combobox" aria-expanded aria-controls="palette-found" aria-activedescendant={flat[at] && `found-${flat[at].id}`}
        onPressEnter={e => { e.preventDefault(); if (busy) enterWhenFound.current = true; else choose(flat[at]) }} />
      <div id="palette-found" role="listbox" aria-label={t(text.search)} className="palette-list">
        {groups.map(({ source, found }) => (
          <div key={source.title[0]} role="group" aria-label={t(source.title)}>
            <div className="palette-group">{t(source.title)}</div>
            {found.map(one => {
              const mine = ++index
              return <div key={one.id} id={`found-${one.id}`} role="option" aria-selected={mine === at} className={mine === at ? 'palette-row on' : 'palette-row'} onMouseMove={() => setAt(mine)} onClick={() => choose(one)}>
                <span>{one.title}</span><span className="soft">{one.note}</span>{one.keys && <Keys keys={one.keys} />}
              </div>
            })}
          </div>
        ))}
        {!groups.length && <p className="palette-none soft">{what ? busy ? t(text.searching) : t(text.nothingFound, { what }) : t(text.searchHint)}</p>}
      </div>
    </Modal>
  )
}
