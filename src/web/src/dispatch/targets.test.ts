import { expect, it } from 'vitest'
import { callView } from '../testing/exampleCalls'
import { awaitedSince, measuredBy } from './targets'

const unit = (state: string, en_route_at: string | null = null) =>
  ({ state, assigned_at: '2026-03-01T12:01:00Z', en_route_at }) as Parameters<typeof measuredBy>[0]

it('waits for a unit from the first word until somebody is there', () => {
  const received_at = '2026-03-01T12:00:00Z'
  expect(awaitedSince(callView({ received_at }))).toBe(received_at)
  expect(awaitedSince(callView({ received_at, state: 'EN_ROUTE', needs_unit: false }))).toBe(received_at)
  expect(awaitedSince(callView({ received_at, state: 'ON_SCENE' }))).toBeNull()
  // It needs a unit again, but somebody was there.
  expect(awaitedSince(callView({ received_at, on_scene_at: received_at }))).toBeNull()
  expect(awaitedSince(callView({ received_at, state: 'CANCELLED' }))).toBeNull()
  expect(awaitedSince(callView({ received_at, kind: 'SCHEDULED', due_at: '2026-03-01T12:30:00Z' }))).toBeNull()
})

it('measures turnout until a unit moves, then travel, and nothing without a stamp', () => {
  expect(measuredBy(unit('ASSIGNED'))).toEqual({ interval: 'turnout', since: '2026-03-01T12:01:00Z' })
  expect(measuredBy(unit('ACKNOWLEDGED'))?.interval).toBe('turnout')
  expect(measuredBy(unit('EN_ROUTE', '2026-03-01T12:02:00Z'))).toEqual({ interval: 'travel', since: '2026-03-01T12:02:00Z' })
  expect(measuredBy(unit('STAGED', '2026-03-01T12:02:00Z'))?.interval).toBe('travel')
  expect(measuredBy(unit('STAGED'))).toBeNull()
  expect(measuredBy(unit('ON_SCENE', '2026-03-01T12:02:00Z'))).toBeNull()
})
