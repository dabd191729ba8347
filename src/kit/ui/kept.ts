import { useCallback, useSyncExternalStore } from 'react'

/** A choice of this browser (tongue, density, columns), kept in localStorage and the same in every tab and component. */
export function useKept<T>(name: string, otherwise: T): [T, (value: T) => void] {
  const text = useSyncExternalStore(watch, () => read(name))
  const set = useCallback((value: T) => write(name, JSON.stringify(value)), [name])
  return [text === null ? otherwise : parsed(name, text, otherwise), set]
}

const prefix = 'danliu:'
const watchers = new Set<() => void>()
const parsedTexts = new Map<string, { text: string; value: unknown }>()
const read = (name: string) => { try { return localStorage.getItem(prefix + name) } catch { return null } }
function write(name: string, text: string) {
  try { localStorage.setItem(prefix + name, text) } catch { /* a full or closed store only forgets a choice */ }
  for (const watcher of watchers) watcher()
}
function watch(watcher: () => void) {
  watchers.add(watcher)
  window.addEventListener('storage', watcher)
  return () => { watchers.delete(watcher); window.removeEventListener('storage', watcher) }
}
/** The same text gives the same object, so that a component is not drawn again for nothing. */
function parsed<T>(name: string, text: string, otherwise: T): T {
  const known = parsedTexts.get(name)
  if (known?.text === text) return known.value as T
  let value: unknown = otherwise
  try { value = JSON.parse(text) } catch { /* somebody else's text */ }
  parsedTexts.set(name, { text, value })
  return value as T
}
