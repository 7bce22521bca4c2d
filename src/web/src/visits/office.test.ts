import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { AppointmentView, DriverView, OfferView, TripView } from '../platform/wire'
import { Office } from './office'

const trip = (id: number, version: number, but: Partial<TripView> = {}) =>
  ({ id, version, site_id: 1, appointment_id: 7, state: 'REQUESTED', ...but }) as TripView

function office() {
  const queries = new QueryClient()
  const { receive, standing } = new Office(queries)
  const ids = (key: unknown[]) => queries.getQueryData<{ id: number }[]>(key)?.map(one => one.id)
  return { queries, standing, ids, say: (type: string, data: unknown, event = 'X') => receive({ type, event, data }) }
}

describe('what operators look at', () => {
  it('shows a trip where it belongs, until it is over', () => {
    const { queries, ids, say } = office()
    for (const key of [
      ['trips', 1, 'all'],
      ['trips', 2, 'all'],
      ['trips', 'of', 7, 'all'],
    ])
      queries.setQueryData(key, [])
    say('pickup_requested', trip(3, 1))
    expect([ids(['trips', 1, 'all']), ids(['trips', 2, 'all']), ids(['trips', 'of', 7, 'all'])]).toEqual([[3], [], [3]])
    say('trip_update', trip(3, 4, { state: 'DROPPED_OFF' }))
    expect([ids(['trips', 1, 'all']), ids(['trips', 'of', 7, 'all'])]).toEqual([[], [3]])
  })

  it('does not go back to an older version', () => {
    const { queries, say } = office()
    queries.setQueryData(['trips', 1, 'all'], [trip(3, 5, { state: 'ASSIGNED' })])
    say('trip_update', trip(3, 4))
    expect(queries.getQueryData<TripView[]>(['trips', 1, 'all'])?.[0]?.state).toBe('ASSIGNED')
  })

  it('moves a visit out of the days that are looked at', () => {
    const { queries, ids, say } = office()
    const day = 86_400_000
    const visit = (from: number) =>
      ({
        id: 9,
        version: 1,
        site_id: 1,
        starts_at: new Date(from).toISOString(),
        ends_at: new Date(from + 1).toISOString(),
      }) as AppointmentView
    queries.setQueryData(['visits', 1, 0, day, 'all'], [])
    say('appointment_updated_confirmed', visit(5))
    expect(ids(['visits', 1, 0, day, 'all'])).toEqual([9])
    say('appointment_updated_confirmed', { ...visit(2 * day), version: 2 })
    expect(ids(['visits', 1, 0, day, 'all'])).toEqual([])
  })

  it('does not touch what is kept beside the days', () => {
    const { queries, say } = office()
    queries.setQueryData(['series', 3], { id: 3, rule: 'FREQ=DAILY' })
    queries.setQueryData(['candidates-of-trip', 3], [{ user_id: 4, travel_seconds: 60 }])
    queries.setQueryData(['visit', 9], { appointment: { id: 9 } })
    say('appointment_updated_confirmed', { id: 9, version: 2, site_id: 1, starts_at: 'x', ends_at: 'x' })
    say('driver_update', { driver_id: 4, latitude: 1, longitude: 2, at: 'now' }, 'LOCATION_UPDATE')
    expect(queries.getQueryState(['visit', 9])?.isInvalidated).toBe(true)
    expect(queries.getQueryState(['candidates-of-trip', 3])?.dataUpdateCount).toBe(1)
  })

  it('keeps offers while they are open, and moves cars', () => {
    const { queries, ids, say } = office()
    queries.setQueryData(['offers', 'all'], [])
    queries.setQueryData(['drivers', 1, 'all'], [{ user_id: 4, site_id: 1, status: 'free', stale: true } as DriverView])
    say('offer', { id: 8, version: 1, state: 'OPEN' } as OfferView)
    expect(ids(['offers', 'all'])).toEqual([8])
    say('offer', { id: 8, version: 2, state: 'EXPIRED' } as OfferView)
    expect(ids(['offers', 'all'])).toEqual([])
    say('driver_update', { driver_id: 4, latitude: 1, longitude: 2, at: 'now' }, 'LOCATION_UPDATE')
    expect(queries.getQueryData<DriverView[]>(['drivers', 1, 'all'])?.[0]).toMatchObject({ longitude: 2, stale: false, status: 'free' })
    say('driver_update', { user_id: 4, site_id: 1, status: 'busy' }, 'STATUS_UPDATE')
    expect(queries.getQueryData<DriverView[]>(['drivers', 1, 'all'])?.[0]?.status).toBe('busy')
  })

  it('asks for all of it again behind a gap', () => {
    const { queries, standing, say } = office()
    queries.setQueryData(['trips', 1, 'all'], [])
    say('initial_data', {})
    expect([standing.at(), queries.getQueryState(['trips', 1, 'all'])?.isInvalidated]).toEqual(['current', true])
    say('gap', undefined)
    expect(standing.at()).toBe('behind')
  })
})
