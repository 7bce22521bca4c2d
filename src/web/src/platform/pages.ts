import { type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

interface Page<T, C> {
  items: T[]
  next: C | null
}

export interface Pages<T> {
  rows: readonly T[]
  loading: boolean
  problem: unknown
  /** Asks for the rows that follow; absent at the end and while they are under way. */
  more: (() => void) | undefined
  again: () => void
}

/** A list of any length, a page of the server's at a time. */
export function usePages<T, C extends number | string>(
  queryKey: QueryKey,
  ask: (after: C | undefined, signal: AbortSignal) => Promise<Page<T, C>>,
): Pages<T> {
  const { data, isPending, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam as C | undefined, signal),
    initialPageParam: undefined as C | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  const rows = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  return {
    rows,
    loading: isPending,
    problem: error,
    more: hasNextPage && !isFetching && !error ? () => void fetchNextPage() : undefined,
    again: () => void refetch(),
  }
}

/**
 * The whole of a list that a person chooses from, such as the sites.
 * @param every Asked for again after so many milliseconds, where no channel tells what changes.
 */
export function useAll<T>(
  queryKey: QueryKey,
  ask: (after: number | undefined, signal: AbortSignal) => Promise<Page<T, number>>,
  enabled = true,
  every?: number,
) {
  return useQuery({
    queryKey: [...queryKey, 'all'],
    queryFn: async ({ signal }) => {
      const all: T[] = []
      for (let after: number | undefined; ; ) {
        const page = await ask(after, signal)
        all.push(...page.items)
        if (page.next === null) return all
        after = page.next
      }
    },
    enabled,
    staleTime: every ?? 60_000,
    ...(every === undefined ? {} : { refetchInterval: every }),
  })
}
