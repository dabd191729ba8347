import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Popover, Select, type InputRef } from 'antd'
import { lazy, Suspense, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'
import type { Text } from '../words.ts'
import { addressOf, call, type Answer } from './client.ts'
import { countSelected, Grid, nothingSelected, useNarrow, type Column, type Selection } from './grid.tsx'
import { Icon } from './icons.tsx'
import { useKept } from './kept.ts'
import { useShortcuts } from './keys.tsx'
import { EmptyState, NothingFits, PageHead, Trouble, Waiting } from './pieces.tsx'
import { client, useCall, type Topic } from './query.tsx'
import { go, searchNow, useSearch, type Screen } from './route.tsx'
import { useTongue } from './tongue.tsx'
import { ListViews, type ListViewsProps } from './views.ts'
import { text } from './words.ts'

const formats = [['xlsx', 'Excel'], ['csv', 'CSV']] as const
const Days = lazy(() => import('./days.tsx'))
const AskForFile = lazy(() => import('./ask-for-file.tsx'))

/** One way to narrow a list: a search field, a choice, or days. Its name is the name in the address and in the call. */
export type FilterField =
  | { kind: 'search'; name: string; title: Text }
  | { kind: 'choice'; name: string; title: Text; many?: boolean; width?: number; options: readonly { value: string; label: string }[] }
  | { kind: 'days'; from: string; to: string; title: Text }

/** What the list is told: the page of rows it got, and where the next begins. */
export interface ListCall<Row> { rows: readonly Row[]; next: string | null }

/** What acts on the chosen rows are given: the ids, or the filter with the newest row then there, so that no later one slips in. */
export interface Chosen { count: number; ids?: string[]; filter?: Record<string, string>; upTo?: string | undefined; except: ReadonlySet<string>; clear: () => void }

/** What the address says, as the call takes it: what is not set is not said. */
const queryOf = (search: Record<string, unknown>) => Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, Array.isArray(v) ? v.join(',') : String(v)])) as Record<string, string>
/** A list is asked for page by page, each from where the one before ended. */
const listOptions = <C extends Endpoint, Row>(contract: C, rowsOf: (answer: Answer<C>) => ListCall<Row>, query: Record<string, string>, pageSize: number, live: readonly Topic[]) => ({
  queryKey: [contract.name, 'list', query, pageSize],
  queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) => call(contract, { query: { ...query, limit: pageSize, ...(pageParam && { after: pageParam }) } as never, signal }),
  initialPageParam: undefined as string | undefined, getNextPageParam: (answer: Answer<C>) => rowsOf(answer).next ?? undefined,
  meta: { live: live.map(topic => `list:${topic}`) }, staleTime: 2000,
})
/** Asks for the first rows of the list at this address before its page is drawn. */
export const beginList = <C extends Endpoint, S extends z.ZodType, Row>({ screen, contract, rows, live, pageSize = usualPage }: { screen: Screen<S>; contract: C; rows: (answer: Answer<C>) => ListCall<Row>; live: readonly Topic[]; pageSize?: number }) =>
  void client.prefetchInfiniteQuery(listOptions(contract, rows, queryOf(searchNow(screen) as Record<string, unknown>), pageSize, live))
const usualPage = 100

/**
 * A list of any length over one contract: filters that are the address, pages by keyset, virtual rows, columns to choose, saved views,
 * a selection over the whole result, export, and the keyboard. The room gives its columns and words; the rest is the same everywhere.
 */
export function ListPage<C extends Endpoint, S extends z.ZodType, Row extends { id: string }>({ screen, contract, rows: rowsOf, count, exports, asks, columns: all, filters, live, every, name, open, batch, head, title, emptyWhy, pageSize = usualPage }: {
  screen: Screen<S>; contract: C; rows: (answer: Answer<C>) => ListCall<Row>; /** Counts what fits. */ count?: Endpoint; /** Gives the same rows as a file. */ exports?: Endpoint; /** Asks for the file where so many rows need another person's approval. */ asks?: Endpoint
  columns: readonly Column<Row>[]; filters: readonly FilterField[]; live: Topic[]; /** Milliseconds between two looks at most. */ every?: number; name: (row: Row) => string; open: (row: Row) => string
  batch?: (chosen: Chosen) => ReactNode; head?: ReactNode; title?: string; emptyWhy?: string; pageSize?: number
}) {
  const speaker = useTongue()
  const { t } = speaker
  const [search, change] = useSearch(screen) as unknown as [Record<string, unknown>, (change: Record<string, unknown>, options?: { replace?: boolean }) => void]
  const query = useMemo(() => queryOf(search), [search])
  const { sort, ...filter } = query
  const list = useInfiniteQuery({ ...listOptions(contract, rowsOf, query, pageSize, live), placeholderData: previous => previous })
  useRefresh(live, every ?? 3000, list.refetch, (list.data?.pages.length ?? 0) <= 3)
  const rows = useMemo(() => list.data?.pages.flatMap(p => [...rowsOf(p).rows]) ?? [], [list.data, rowsOf])
  const counted = useCall((count ?? contract) as Endpoint, { query: filter as never }, { on: !!count, keep: true, live })
  const { count: total = rows.length, exact = true, newest, free = true } = (counted.data ?? {}) as { count?: number; exact?: boolean; newest?: string | null; free?: boolean }

  const [at, setAt] = useState(0)
  const [selection, select] = useState<Selection>(nothingSelected)
  const signature = JSON.stringify(query)
  useEffect(() => { select(nothingSelected); setAt(0) }, [signature])
  const chosen = countSelected(selection, total)
  const more = useCallback(() => { if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage() }, [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage])
  const [hidden, hide] = useKept<string[]>(`columns:${screen.path}`, all.filter(c => c.hidden).map(c => c.key))
  const columns = useMemo(() => all.filter(c => !hidden.includes(c.key)), [all, hidden])
  const [filtering, openFilters] = useState(false)
  const narrow = useNarrow()
  const set = Object.keys(filter).length

  return (
    <div className="list-page">
      <PageHead title={title ?? t(screen.title)} note={<>{head}<span role="status">{counted.data || !count ? t(exact ? text.total : text.totalAtLeast, { count: total }) : ' '}</span></>}>
        <Views page={screen.path} search={new URLSearchParams(query).toString()} hidden={hidden} hide={hide} /><Columns all={all} hidden={hidden} hide={hide} />
        {/* A menu of antd would bring 18 kB more to the first page. */}
        {exports && <Popover trigger="click" placement="bottomRight" content={!free && asks ? <Suspense fallback={<Waiting lines={2} />}><AskForFile asks={asks} filter={filter} rows={total} /></Suspense> : <div className="view-list">{formats.map(([format, label]) => <a key={format} className="nav-link" href={addressOf(exports, {}, { ...filter, format, tongue: speaker.tongue })} download>{label}</a>)}</div>}>
          <Button icon={<Icon name="download" size={14} />}>{t(text.exportAs)}</Button>
        </Popover>}
      </PageHead>
      <div className={filtering ? 'filters open' : 'filters'}>
        {filters.map((f, i) => <Filter key={i} field={f} value={query} change={change} />)}
        {/* On a phone the columns have no heads to press. */}
        {narrow && <Select className="filter-sort" aria-label={t(text.sort)} placeholder={t(text.sort)} allowClear popupMatchSelectWidth={false} value={sort ?? null} onChange={(next: string | null | undefined) => change({ sort: next ?? undefined })}
          options={all.filter(c => c.sort).map(c => ({ value: c.sort!, label: `${t(c.title)} ${c.rising ? '↑' : '↓'}` }))} />}
        {filters.length > 1 && <button type="button" className="icon-button filters-more" aria-expanded={filtering} aria-label={t(text.more)} onClick={() => openFilters(!filtering)}><Icon name="down" /></button>}
        {set > 0 && <Button type="link" onClick={() => go(screen.path)}>{t(text.reset)}</Button>}
      </div>
      {list.error && !rows.length ? <Trouble error={list.error} again={() => void list.refetch()} /> : list.isPending ? <Waiting lines={12} /> : (
        <Grid rows={rows} total={total} columns={columns} label={t(screen.title)} name={name} at={at} onAt={setAt} onOpen={row => go(open(row))} {...(batch && { selection, onSelect: select })}
          sort={sort} onSort={next => change({ sort: next === sort ? undefined : next })} more={more}
          empty={set ? <NothingFits filters={set} onReset={() => go(screen.path)} /> : <EmptyState title={t(text.nothingYet)} why={emptyWhy} />} />
      )}
      {batch && (chosen > 0 || selection.all) && <div className="list-foot" role="region" aria-label={t(text.selected, { count: chosen })}>
        <b>{t(text.selected, { count: chosen })}</b>
        {!selection.all && chosen < total && <Button type="link" onClick={() => select({ all: true, ids: new Set() })}>{t(text.selectAll, { count: total })}</Button>}
        <Button type="link" onClick={() => select(nothingSelected)}>{t(text.clearSelection)}</Button>
        <div className="batch">{batch({ count: chosen, except: selection.all ? selection.ids : new Set(), ...(selection.all ? { filter, upTo: newest ?? undefined } : { ids: [...selection.ids] }), clear: () => select(nothingSelected) })}</div>
      </div>}
    </div>
  )
}

/** A long list is not asked again at each hint of a busy day, but at most every few seconds; one scrolled far down only when asked. */
function useRefresh(live: Topic[], every: number, refetch: () => unknown, on: boolean) {
  const ask = useRef(refetch)
  ask.current = refetch
  useEffect(() => {
    if (!on) return
    let last = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const told = (event: Event) => {
      if (timer || !(event as CustomEvent<string[]>).detail.some(topic => live.includes(topic))) return
      timer = setTimeout(() => { timer = undefined; last = Date.now(); ask.current() }, Math.max(0, last + every - Date.now()))
    }
    window.addEventListener('danliu:changed', told)
    return () => { clearTimeout(timer); window.removeEventListener('danliu:changed', told) }
  }, [live, every, on])
}

function Filter({ field, value, change }: { field: FilterField; value: Record<string, string>; change: (change: Record<string, unknown>) => void }) {
  const { t } = useTongue()
  if (field.kind === 'search') return <SearchField {...{ field, value, change }} />
  if (field.kind === 'days') return <DaysField {...{ field, value, change }} />
  const now = value[field.name]
  return <Select className="filter-choice" aria-label={t(field.title)} placeholder={t(field.title)} allowClear showSearch optionFilterProp="label" options={[...field.options]} popupMatchSelectWidth={false} style={{ minWidth: field.width ?? 104, maxWidth: 190 }} maxTagCount={0} maxTagPlaceholder={chosen => <span className="chosen">{chosen.map(c => c.label).join(' ')}</span>}
    {...(field.many ? { mode: 'multiple' as const, value: now ? now.split(',') : [] } : { value: now ?? null })} onChange={(next: string | string[] | null | undefined) => change({ [field.name]: Array.isArray(next) ? next.join(',') || undefined : next ?? undefined })} />
}

/** The calendar is heavy and comes when it is wanted. */
function DaysField({ field, value, change }: { field: FilterField & { kind: 'days' }; value: Record<string, string>; change: (change: Record<string, unknown>) => void }) {
  const { t } = useTongue()
  const [wanted, want] = useState(false)
  const [from, to] = [value[field.from], value[field.to]]
  const button = <Button className="days-button" onClick={() => want(true)} loading={wanted}>{t(field.title)}</Button>
  if (!wanted && !from && !to) return button
  return <Suspense fallback={button}><Days title={t(field.title)} from={from} to={to} open={wanted && !from && !to} onChange={(first, last) => change({ [field.from]: first, [field.to]: last })} /></Suspense>
}

/** Typing waits a moment before it asks; Enter and a scanner ask at once. */
function SearchField({ field, value, change }: { field: FilterField & { kind: 'search' }; value: Record<string, string>; change: (change: Record<string, unknown>) => void }) {
  const { t } = useTongue()
  const box = useRef<InputRef>(null)
  const given = value[field.name] ?? ''
  const [typed, type] = useState(given)
  const asked = useRef(given)
  useEffect(() => { if (given !== asked.current) { asked.current = given; type(given) } }, [given])
  const ask = (what: string) => { asked.current = what; change({ [field.name]: what || undefined }) }
  useEffect(() => { if (typed.trim() === asked.current) return; const timer = setTimeout(() => ask(typed.trim()), 220); return () => clearTimeout(timer) })
  useShortcuts([{ keys: '/', what: text.focusSearch, run: () => box.current?.select() }])
  return <Input ref={box} className="filter-search" allowClear prefix={<Icon name="search" size={14} />} value={typed} placeholder={t(field.title)} aria-label={t(field.title)} onChange={e => type(e.target.value)} onPressEnter={() => ask(typed.trim())} style={{ width: 212 }} />
}

function Columns<Row>({ all, hidden, hide }: { all: readonly Column<Row>[]; hidden: readonly string[]; hide: (hidden: string[]) => void }) {
  const { t } = useTongue()
  return <Popover trigger="click" placement="bottomRight" title={t(text.columns)} content={<div className="column-list">{all.map((c, i) => <Checkbox key={c.key} disabled={i === 0} checked={!hidden.includes(c.key)} onChange={e => hide(e.target.checked ? hidden.filter(k => k !== c.key) : [...hidden, c.key])}>{t(c.title)}</Checkbox>)}</div>}>
    <button type="button" className="icon-button" aria-label={t(text.columns)} title={t(text.columns)}><Icon name="columns" /></button>
  </Popover>
}

/** Views are kept by a room that comes when it is asked for. */
function Views(props: ListViewsProps) {
  const { t } = useTongue()
  const Keeper = useContext(ListViews)
  if (!Keeper) return null
  return <Popover trigger="click" placement="bottomRight" title={t(text.views)} destroyOnHidden content={<Suspense fallback={<Waiting lines={2} />}><Keeper {...props} /></Suspense>}>
    <button type="button" className="icon-button" aria-label={t(text.views)} title={t(text.views)}><Icon name="star" /></button>
  </Popover>
}
