import type { CallView, Interval, Priority } from '../platform/wire'
import { isOpen } from './callOrder'

type CallUnit = CallView['units'][number]

/** What an interval should not exceed, in seconds; null where nobody set a target. */
export type Targets = (interval: Interval, priority: Priority) => number | null

/**
 * Since when somebody is waited for at a call; null once a unit was there. Work that was arranged for a time is measured by that time,
 * and not by when it was written down.
 */
export function awaitedSince(call: CallView): string | null {
  const awaited =
    isOpen(call) && call.on_scene_at === null && (call.state === 'RECEIVED' || call.state === 'DISPATCHED' || call.state === 'EN_ROUTE')
  return awaited && call.due_at === null ? call.received_at : null
}

/** What a unit on its way is measured by: turnout until its wheels move, travel until it is there; null before, after, and without a stamp. */
export function measuredBy({ state, assigned_at, en_route_at }: CallUnit): { interval: 'turnout' | 'travel'; since: string } | null {
  if (state === 'ASSIGNED' || state === 'ACKNOWLEDGED') return { interval: 'turnout', since: assigned_at }
  if ((state === 'EN_ROUTE' || state === 'STAGED') && en_route_at !== null) return { interval: 'travel', since: en_route_at }
  return null
}
