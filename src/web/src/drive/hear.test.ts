import { describe, expect, it } from 'vitest'
import type { OfferView, RunView, TripView } from '../platform/wire'
import { hear, makePicture } from './drive'

const me = 4

const trip = (id: number, but: Partial<TripView> = {}) =>
  ({ id, version: 1, driver_id: null, ended_at: null, dropped_off_at: null, ...but }) as TripView

function heard() {
  const picture = makePicture()
  const told: unknown[] = []
  const receive = hear(me, picture, driver => told.push(driver))
  const ids = () => Object.values(picture.snapshot()).map(all => all.map(one => one.id))
  return { picture, told, ids, say: (type: string, data: unknown) => receive({ type, data }) }
}

describe('what a driver hears', () => {
  it('begins with what there is', () => {
    const { picture, told, ids, say } = heard()
    say('initial_data', { driver: { user_id: me }, offers: [], runs: [{ id: 1, version: 1 }], trips: [trip(2)] })
    expect([ids(), told.length, picture.standing.at()]).toEqual([[[], [1], [2]], 1, 'current'])
  })

  it('lets go of a trip that was offered and is not theirs', () => {
    const { ids, say } = heard()
    say('trip_update', trip(2))
    say('offer', { id: 5, version: 1, trip_id: 2, state: 'OPEN' } as OfferView)
    expect(ids()).toEqual([[5], [], [2]])
    say('offer', { id: 5, version: 2, trip_id: 2, state: 'WITHDRAWN' } as OfferView)
    expect(ids()).toEqual([[], [], []])
  })

  it('keeps a trip that they took, until the last step out of the car', () => {
    const { ids, say } = heard()
    say('trip_update', trip(2))
    say('offer', { id: 5, version: 2, trip_id: 2, state: 'ACCEPTED' } as OfferView)
    say('run_update', { id: 1, version: 1, state: 'ACTIVE' } as RunView)
    expect(ids()).toEqual([[], [1], [2]])
    say('trip_update', trip(2, { version: 9, driver_id: me, dropped_off_at: 'now' }))
    say('run_update', { id: 1, version: 2, state: 'DONE' } as RunView)
    expect(ids()).toEqual([[], [], []])
  })
})
