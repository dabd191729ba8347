import { createContext, lazy, useContext, useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type ComponentType, type MouseEvent, type ReactNode } from 'react'
import type { z } from 'zod'
import type { Who } from '../endpoint.ts'
import type { Text } from '../words.ts'

/** A place of the console, described in a room's `screen.ts`: its address, its name, who sees it, and what its address may carry. */
export interface Screen<S extends z.ZodType = z.ZodType> {
  path: `/${string}`
  title: Text
  who: Who
  /** The filters that the address carries, checked by zod; what does not fit is dropped. */
  search: S
  /** Where the navigation shows it: a step of the journey (1–9), a group, or nowhere. */
  nav?: { step: number } | { group: 'work' | 'goods' | 'rules' | 'house'; rank?: number }
  /** A station: what a scanner types anywhere on it is a code. */
  scans?: true
  /** More words by which the palette finds it. */
  find?: string
}
/* @__NO_SIDE_EFFECTS__ */ export function screen<S extends z.ZodType>(given: Screen<S>): Screen<S> { return given }

/** The file of a page. `begin` asks for what the address shows, before the page is drawn. */
export interface Part { default: ComponentType; begin?: () => void }
/** A screen beside its page, which is loaded when it is first needed. Only root files make these. */
export interface Place { screen: Screen; page: ComponentType; /** Begins to fetch the page before it is shown. */ fetch: () => Promise<Part | undefined> }
export const place = <S extends z.ZodType>(of: Screen<S>, load: () => Promise<Part>): Place =>
  ({ screen: of, page: lazy(() => load().catch((error: unknown) => { reloadOnce(); throw error })), fetch: () => load().catch(() => undefined) })
/** The console was built anew while this tab was open, and the old part is gone. */
function reloadOnce() {
  if (sessionStorage.getItem('reloaded') === location.href) return
  sessionStorage.setItem('reloaded', location.href)
  location.reload()
}

// ── the address ──────────────────────────────────────────────────────────────────────────────────────────────────────

const watchers = new Set<() => void>()
const tell = () => { for (const watcher of watchers) watcher() }
window.addEventListener('popstate', tell)
const watch = (watcher: () => void) => { watchers.add(watcher); return () => { watchers.delete(watcher) } }

export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  if (!replace) window.scrollTo(0, 0)
  tell()
}
export const useAddress = (): string => useSyncExternalStore(watch, () => location.pathname + location.search)

/** The address of a screen with its params and search. */
export function hrefOf<S extends z.ZodType>(of: Screen<S>, params: Record<string, string> = {}, search: Partial<z.input<S>> = {}): string {
  const path = of.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const pairs = Object.entries(search as Record<string, unknown>).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0) ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]])
  return pairs.length ? `${path}?${new URLSearchParams(pairs).toString()}` : path
}

/** The params of an address by a screen's pattern, or undefined when it is not of this screen. */
export function match(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/'), given = pathname.replace(/\/{1,9}$/, '').split('/')
  if (pattern === '/') return pathname === '/' ? {} : undefined
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given[at]!) // the lengths are the same
    else if (part !== given[at]) return undefined
  }
  return params
}

// ── what a page asks ─────────────────────────────────────────────────────────────────────────────────────────────────

export const Params = createContext<Record<string, string>>({})
export const useParams = () => useContext(Params)

/** The search of the address as the screen's schema reads it, and a way to change it. Typing replaces, choosing adds to the history. */
export function useSearch<S extends z.ZodType>(of: Screen<S>): [z.output<S>, (change: Partial<z.input<S>>, options?: { replace?: boolean }) => void] {
  const address = useAddress()
  const text = address.split('?', 2)[1] ?? ''
  const search = useMemo(() => searchOf(of.search, text), [of, text])
  return [search, (change, { replace = true } = {}) => {
    const next = { ...Object.fromEntries(new URLSearchParams(location.search)), ...change as object }
    go(hrefOf({ ...of, path: location.pathname as `/${string}` }, {}, next as Partial<z.input<S>>), { replace })
  }]
}
/** The search of the address outside of a page that is drawn. */
export const searchNow = <S extends z.ZodType>(of: Screen<S>): z.output<S> => searchOf(of.search, location.search.slice(1))
/** A part of an address that does not fit is dropped rather than breaking the page. */
function searchOf<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const given: Record<string, string> = Object.fromEntries(new URLSearchParams(text))
  for (let tries = 0; tries < 20; tries++) {
    const found = schema.safeParse(given)
    if (found.success) return found.data
    for (const { path, ...issue } of found.error.issues) for (const name of issue.code === 'unrecognized_keys' ? issue.keys : [String(path[0])]) delete given[name]
  }
  return schema.parse({})
}

/** A link that stays in the console; with Ctrl, ⌘ or the middle button it opens a tab as every link does. */
export function Go({ to, children, ...rest }: { to: string; children?: ReactNode } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const click = (event: MouseEvent<HTMLAnchorElement>) => {
    rest.onClick?.(event)
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return <a {...rest} href={to} onClick={click}>{children}</a>
}
