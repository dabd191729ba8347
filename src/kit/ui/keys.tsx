import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Text } from '../words.ts'

/** One key of the page: what is pressed, what it does, and its words in the help. */
export interface Shortcut { keys: string; what: Text; run: (event: KeyboardEvent) => void; /** Also while somebody types. */ always?: boolean; when?: boolean }

const layers: { shortcuts: Shortcut[] }[] = []
const watchers = new Set<() => void>()
let listed: readonly Shortcut[] = []
const relist = () => {
  const seen = new Set<string>()
  listed = layers.toReversed().flatMap(l => l.shortcuts).filter(s => s.when !== false && !seen.has(s.keys) && seen.add(s.keys))
  for (const watcher of watchers) watcher()
}

/** The shortcuts of a component while it is shown; the one shown last comes first. There is one listener for the whole page. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const layer = useRef<{ shortcuts: Shortcut[] }>({ shortcuts })
  layer.current.shortcuts = shortcuts
  const signature = shortcuts.map(s => `${s.keys}${s.when === false ? '-' : '+'}`).join(' ')
  useEffect(() => {
    const mine = layer.current
    layers.push(mine)
    relist()
    return () => { layers.splice(layers.indexOf(mine), 1); relist() }
  }, [])
  useEffect(relist, [signature])
}
/** Every shortcut that works now, for the help. */
export const useShortcutList = () => useSyncExternalStore(watcher => { watchers.add(watcher); return () => { watchers.delete(watcher) } }, () => listed)

/** What a key does at this moment: the list for the help may be of an earlier drawing, whose acts know only what was then. */
const latest = (keys: string) => layers.toReversed().flatMap(l => l.shortcuts).find(s => s.keys === keys && s.when !== false)

let sequence = ''
let sequenceAt = 0
/** `mod` is Ctrl or ⌘; letters one after the other are written with a space: "g o". */
const pressed = (event: KeyboardEvent) => `${event.metaKey || event.ctrlKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.shiftKey && event.key.length > 1 ? 'shift+' : ''}${event.key === ' ' ? 'space' : event.key.length === 1 ? event.key.toLowerCase() : event.key}`
const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type))
/** Keys inside a list box, menu or dialog belong to it. */
const isInside = (target: EventTarget | null) => target instanceof Element && target.closest('[role="listbox"], [role="menu"], [role="dialog"], [role="combobox"], [role="alertdialog"]') !== null

window.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.isComposing) return
  const one = pressed(event)
  const typing = isTyping(event.target) || isInside(event.target)
  const onControl = event.target instanceof HTMLElement && event.target.matches('button, a, [role="tab"], [role="checkbox"], input') && /^(Enter|space)$/.test(one)
  const two = performance.now() - sequenceAt < 900 ? `${sequence} ${one}` : ''
  const found = latest(two) ?? latest(one)
  sequence = one
  sequenceAt = typing ? 0 : performance.now()
  if (!found || ((typing || onControl) && !found.always)) return
  // A key held down walks through a list, but acts once.
  if (event.repeat && !/^(j|k|Arrow\w+)$/.test(one)) return
  // The key press must not go on to what it opens (a dialog would close on the same Enter).
  event.preventDefault()
  found.run(event)
})

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
export const keyNames = (keys: string) => keys.split(' ').map(part => part.split('+').map(k => ({ mod: isMac ? '⌘' : 'Ctrl', space: 'Space', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', shift: 'Shift', alt: 'Alt' })[k] ?? (k.length === 1 ? k.toUpperCase() : k)))

export const Keys = ({ keys }: { keys: string }) => <span className="keys" aria-hidden>{keyNames(keys).flatMap((part, i) => part.map((k, j) => <kbd key={`${i}-${j}`}>{k}</kbd>))}</span>
