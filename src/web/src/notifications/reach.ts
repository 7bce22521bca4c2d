import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answered, api, pressed } from '../platform/api'
import type { DeviceReachView, ReachView } from '../platform/wire'
import { hear, type Phone, usePhone } from './push'

export const reachQuery = queryOptions<ReachView>({
  queryKey: ['notifications', 'reach'],
  queryFn: ({ signal }) => answered(api.GET('/api/notifications/reach', { signal })),
  // A shift begins by the clock: whoever takes the phone out of the pocket sees what holds now.
  staleTime: 60_000,
  refetchOnWindowFocus: true,
})

export interface Reach {
  phone: Phone
  /** Undefined until the server has said. */
  view: ReachView | undefined
  /** This browser, where it takes pushes for whoever is here. */
  own: DeviceReachView | undefined
  problem: unknown
  again: () => Promise<unknown>
}

/** Whether this browser and the others of its person ring, as far as that was heard; anew whenever a push is shown here. */
export function useReach(): Reach {
  const phone = usePhone()
  const queries = useQueryClient()
  const { data, error } = useQuery(reachQuery)
  const again = () => queries.invalidateQueries({ queryKey: reachQuery.queryKey })
  useEffect(() => hear(({ type }) => type === 'pushed' && void queries.invalidateQueries({ queryKey: reachQuery.queryKey })), [queries])
  return { phone, view: data, own: data?.devices.find(one => one.mark === phone.mark), problem: error, again }
}

/** A test for whoever is here: to their inbox, their browsers and, where it is asked for, their telephone. */
export const sendTest = (ways: ('sms' | 'voice')[] = []) =>
  answered(api.POST('/api/notifications/test', { body: { ways } as never, headers: pressed() }))
