import { keepPreviousData, QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Endpoint } from '../endpoint.ts'
import { Away, call, freshId, house, Refused, type Answer, type Given } from './client.ts'

/** Kinds of things a page shows; when the house says that one changed, the page asks again (`GET /api/live`). */
export type Topic = 'order' | 'parcel' | 'stock' | 'clock' | 'job' | 'staff' | 'intake' | (string & {})

export const client = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 5000, gcTime: 300_000, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})
export const QueryProvider = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>

/** What a call answers, kept and asked again when it may have changed. `live` names the kinds of things it shows. */
export function useCall<C extends Endpoint>(contract: C, given: Given<C> = {}, { live = [], on = true, keep = false, every }: { live?: Topic[]; on?: boolean; keep?: boolean; every?: number } = {}): UseQueryResult<Answer<C>, Refused | Away> {
  return useQuery<Answer<C>, Refused | Away>({
    queryKey: [contract.name, given.params ?? null, given.query ?? null, given.body ?? null],
    queryFn: ({ signal }) => call(contract, { ...given, signal }),
    enabled: on, meta: { live }, ...(keep && { placeholderData: keepPreviousData }), ...(every && { refetchInterval: every }),
  })
}

/**
 * A write. Its key is made at the first press and kept while the outcome is unknown, so that pressing again after a lost answer
 * does the same thing once; a second press while the first runs does nothing.
 */
export function useAct<C extends Endpoint>(contract: C, { done }: { done?: (answer: Answer<C>) => void } = {}) {
  const key = useRef<string>(undefined)
  /** Known at once, not only at the next drawing: the second press of a double click comes before it. */
  const running = useRef(false)
  const queries = useQueryClient()
  const act = useMutation<Answer<C>, Refused | Away, Given<C>>({
    mutationFn: given => call(contract, { key: key.current ??= freshId(), ...given }),
    onSuccess: answer => { key.current = undefined; void queries.invalidateQueries(); done?.(answer) },
    onError: error => { if (error instanceof Refused) key.current = undefined },
    onSettled: () => { running.current = false },
  })
  return { ...act, run: (given: Given<C> = {}) => { if (!running.current) { running.current = true; act.mutate(given) } } }
}

/** One stream for all pages of this tab. After a break everything shown is asked again, for hints were missed. */
export function Live() {
  const queries = useQueryClient()
  useEffect(() => {
    let stream: EventSource | undefined
    let broken = false
    const ask = (topics?: string[]) => queries.invalidateQueries({ predicate: ({ meta }) => {
      const live = (meta?.live ?? []) as string[]
      return topics ? live.some(topic => topics.includes(topic)) : live.length > 0
    } })
    const open = () => {
      stream?.close()
      stream = new EventSource('/api/live')
      stream.addEventListener('open', () => { house.reached(true); if (broken) void ask(); broken = false })
      stream.addEventListener('changed', event => {
        const topics = JSON.parse(event.data as string) as string[]
        window.dispatchEvent(new CustomEvent('danliu:changed', { detail: topics }))
        void ask(topics)
      })
      stream.addEventListener('error', () => { broken = true; if (stream?.readyState === EventSource.CLOSED) setTimeout(open, 3000) })
    }
    let leave: () => void = () => {}
    const start = () => { if (!house.standing().signedOut && (!stream || stream.readyState === EventSource.CLOSED)) open() }
    leave = house.watch(start)
    window.addEventListener('online', start)
    const first = setTimeout(start, 400)
    return () => { clearTimeout(first); leave(); window.removeEventListener('online', start); stream?.close() }
  }, [queries])
  return null
}
