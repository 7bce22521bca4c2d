import { createContext, useContext, useSyncExternalStore } from 'react'
import type { LiveSocket } from '../platform/live/socket'
import type { Stand } from '../platform/live/standing'
import { useStand, useThing } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import type { HospitalView } from '../platform/wire'
import type { Arrivals, Departure, Limits } from './arrivals'

export interface HospitalDesk {
  id: number
  arrivals: Arrivals
  socket: LiveSocket
}

export const HospitalContext = createContext<HospitalDesk | null>(null)

export function useHospitalDesk(): HospitalDesk {
  const desk = useContext(HospitalContext)
  if (!desk) throw new Error('useHospitalDesk outside of the hospital page')
  return desk
}

export const useStanding = (): Stand => useStand(useHospitalDesk().arrivals.standing)

export function useLimits(): Limits {
  const { arrivals } = useHospitalDesk()
  return useSyncExternalStore(arrivals.standing.subscribe, arrivals.held)
}

export function useDepartures(): readonly Departure[] {
  const { arrivals } = useHospitalDesk()
  return useSyncExternalStore(arrivals.standing.subscribe, arrivals.gone)
}

export function useHospital(): HospitalView | undefined {
  const { id, arrivals } = useHospitalDesk()
  return useThing(arrivals.hospitals, id)
}

/** The channel's bytes carry what its staff may do; who only watches is shown no button that would be refused. */
export function useMay(permission: 'hospitals.prealert' | 'hospitals.handover'): boolean {
  return useUser()?.permissions[permission] !== undefined
}
