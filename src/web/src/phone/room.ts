import { type QueryKey, queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { answered, api } from '../platform/api'
import type { Line } from '../platform/live/socket'
import type { Stand, Standing } from '../platform/live/standing'
import { useStand } from '../platform/live/useLive'
import { problemOf } from '../platform/problem'
import { queries } from '../platform/queries'
import type { LifecycleView, Me } from '../platform/wire'
import { said } from './keep'
import type { Outbox } from './outbox'
import type { PositionSharing } from './sharing'
import type { Step } from './step'

/** What every screen of a phone stands on, whoever carries it. */
export interface Room {
  me: Me
  line: Line
  standing: Standing
  outbox: Outbox
  sharing: PositionSharing
}

export const RoomContext = createContext<Room | null>(null)

export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('useRoom outside of a phone')
  return room
}

export function useSteps(): readonly Step[] {
  const { outbox } = useRoom()
  return useSyncExternalStore(outbox.subscribe, outbox.steps)
}

export function useOthersSteps(): number {
  const { outbox } = useRoom()
  return useSyncExternalStore(outbox.subscribe, outbox.others)
}

export const useStanding = (): Stand => useStand(useRoom().standing)

/** An answer that the device keeps: without a network the last one is given instead. */
export function keptQuery<T>(key: QueryKey, ask: (signal: AbortSignal) => Promise<T>) {
  const place = JSON.stringify(key)
  return queryOptions<T>({
    queryKey: ['phone', ...key],
    queryFn: async ({ signal }) => {
      try {
        const answer = await ask(signal)
        await said.put(place, answer)
        return answer
      } catch (failure) {
        const kept = problemOf(failure).passing ? await said.get<T>(place) : undefined
        if (kept === undefined) throw failure
        return kept
      }
    },
    networkMode: 'always',
    retry: false,
  })
}

const lifecyclesQuery = {
  ...keptQuery<LifecycleView[]>(['lifecycles'], signal => answered(api.GET('/api/lifecycles', { signal }))),
  staleTime: Number.POSITIVE_INFINITY,
}

/** A lifecycle as the server tells it: every button that is shown without a network follows from it. */
export function useLifecycle(name: string): LifecycleView | undefined {
  const { data } = useQuery(lifecyclesQuery)
  return data?.find(one => one.name === name)
}

/** The same for who sends, as far as it was read. */
export const lifecycleOf = (name: string): LifecycleView | undefined =>
  queries.getQueryData<LifecycleView[]>(lifecyclesQuery.queryKey)?.find(one => one.name === name)
