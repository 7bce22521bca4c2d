import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { answered, api } from '../platform/api'
import type { Stand } from '../platform/live/standing'
import type { QueueView, WaitForecast } from '../platform/wire'
import type { QueueStatus } from './room'
import type { Rooms } from './rooms'

/** What a screen of queues follows. */
export interface Following {
  rooms: Rooms
  /** All queues of the sites that are followed: where somebody may be sent. */
  queues: readonly QueueView[]
}

export const FollowingContext = createContext<Following | null>(null)

export function useFollowing(): Following {
  const following = useContext(FollowingContext)
  if (!following) throw new Error('useFollowing outside of a screen of queues')
  return following
}

export function useStanding(): Stand {
  const { rooms } = useFollowing()
  return useSyncExternalStore(rooms.subscribeStanding, rooms.standing)
}

/** Whether of a very long line only the first are here. */
export function useCut(): boolean {
  const { rooms } = useFollowing()
  return useSyncExternalStore(rooms.subscribeStanding, rooms.isCut)
}

/** How many wait in all that is followed, as the server counts them; null until it has. */
export function useWaitingCount(): number | null {
  const { rooms } = useFollowing()
  return useSyncExternalStore(rooms.subscribeStanding, rooms.waiting)
}

/** How one queue stands, as its channel tells it; null before the first snapshot, and for a queue that is not followed. */
export function useStatus(queue: number): QueueStatus | null {
  const { rooms } = useFollowing()
  const room = rooms.room(queue)
  return useSyncExternalStore(room?.standing.subscribe ?? nothing, room?.stands ?? nobody)
}

/** How long somebody would wait who joined now: as the channel tells it, and until it has, as it is asked for. */
export function useForecast(queue: number): WaitForecast | null | undefined {
  const { rooms } = useFollowing()
  const room = rooms.room(queue)
  const told = useSyncExternalStore(room?.standing.subscribe ?? nothing, room?.expects ?? untold)
  const { data } = useQuery({
    queryKey: ['forecast', queue],
    queryFn: ({ signal }) => answered(api.GET('/api/queues/{id}/forecast', { params: { path: { id: queue } }, signal })),
    enabled: told === undefined,
  })
  return told === undefined ? data?.forecast : told
}

const untold = () => undefined
const nothing = () => () => {}
const nobody = () => null
