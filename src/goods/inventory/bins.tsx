import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { call, type Answer } from '#kit/ui/client.ts'
import { useCall } from '#kit/ui/query.tsx'
import { listPlaces, listWarehouses } from './warehouses.contract.ts'

export type Place = Answer<typeof listPlaces>['places'][number]

/** Every place of a warehouse, fetched page by page until the end; `warehouse` is its row. Nothing is asked while no warehouse is known yet. */
export function usePlaces(id: string) {
  const warehouses = useCall(listWarehouses, {}, { live: ['warehouse'] })
  const pages = useInfiniteQuery({
    queryKey: ['listPlaces', id], enabled: id !== '', meta: { live: ['warehouse'] }, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => call(listPlaces, { params: { id }, query: { limit: 1000, ...(pageParam && { after: pageParam }) }, signal }), getNextPageParam: answer => answer.next ?? undefined,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage() }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const places = useMemo(() => pages.data?.pages.flatMap(p => p.places).toSorted((a, b) => a.walk - b.walk || a.code.localeCompare(b.code)), [pages.data])
  return { places, warehouse: warehouses.data?.warehouses.find(w => w.id === id), error: pages.error ?? warehouses.error, whole: !hasNextPage }
}
