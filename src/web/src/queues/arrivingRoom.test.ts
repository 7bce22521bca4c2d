import { expect, it } from 'vitest'
import type { ArrivalView } from '../platform/wire'
import { type ArrivingNews, ArrivingRoom, byTime, byUrgency } from './arrivingRoom'

const arrival = (more: Partial<ArrivalView> = {}): ArrivalView =>
  ({
    id: 1,
    queue_id: 7,
    state: 'ARRIVING',
    state_since: '2026-03-02T08:00:00Z',
    version: 1,
    unit_number: 'M12',
    level: { place: 2, code: '2', name: 'Emergent', colour: 'orange', target_minutes: 10, emergency: false },
    emergency: false,
    eta: '2026-03-02T08:10:00Z',
    eta_from: 'estimate',
    eta_at: '2026-03-02T08:00:00Z',
    ...more,
  }) as ArrivalView

function begun(arrivals: ArrivalView[] = []) {
  const news: ArrivingNews[] = []
  const room = new ArrivingRoom(
    7,
    one => news.push(one),
    then => then(),
  )
  const hear = (type: string, data: unknown, event?: string) => room.receive({ type, data, ...(event ? { event } : {}) })
  hear('initial_data', { queue_id: 7, arrivals })
  return { room, news, hear }
}

it('tells of somebody once when they are on the way and once when they are there', () => {
  const { room, news, hear } = begun()
  hear('arrival_update', arrival(), 'PATIENT_ARRIVING')
  hear('arrival_update', arrival({ version: 2, emergency: true }), 'ARRIVAL_CHANGED')
  hear('arrival_update', arrival({ version: 3, state: 'ARRIVED' }), 'PATIENT_ARRIVED')
  hear('arrival_update', arrival({ version: 1 }), 'PATIENT_ARRIVING')
  expect(news.map(one => one.kind)).toEqual(['announced', 'arrived'])
  expect(room.arrivals.get(1)?.version).toBe(3)
})

it('says of somebody who is there at once that they are there', () => {
  const { news, hear } = begun()
  hear('arrival_update', arrival({ state: 'ARRIVED' }), 'PATIENT_ARRIVED')
  hear('arrival_update', arrival({ state: 'HANDED_OVER', version: 2 }), 'PATIENT_RECEIVED')
  hear('arrival_update', arrival({ state: 'ARRIVED', version: 3 }), 'RECEPTION_TAKEN_BACK')
  expect(news.map(one => one.kind)).toEqual(['arrived', 'arrived'])
})

it('lets go of whoever is received, comes no more or goes elsewhere', () => {
  const { room, hear } = begun([arrival(), arrival({ id: 2 }), arrival({ id: 3 }), arrival({ id: 4 })])
  hear('arrival_update', arrival({ state: 'HANDED_OVER', version: 2 }), 'PATIENT_RECEIVED')
  hear('arrival_update', arrival({ id: 2, queue_id: 8, version: 2 }), 'DESTINATION_CHANGED')
  hear('arrival_removed', { id: 3, version: 2 })
  expect(room.arrivals.all().map(one => one.id)).toEqual([4])
})

it('takes a new time of arrival without telling anybody, and not once they are there', () => {
  const { room, news, hear } = begun([arrival(), arrival({ id: 2, state: 'ARRIVED' })])
  for (const id of [1, 2])
    hear('arrival_update', { id, eta: '2026-03-02T08:05:00Z', eta_from: 'estimate', eta_at: '2026-03-02T08:02:00Z' }, 'ETA_UPDATE')
  expect(room.arrivals.all().map(one => one.eta)).toEqual(['2026-03-02T08:05:00Z', '2026-03-02T08:10:00Z'])
  expect(news).toEqual([])
})

it('is behind from a gap until the next snapshot', () => {
  const { room, hear } = begun([arrival()])
  hear('gap', undefined)
  expect(room.standing.at()).toBe('behind')
  hear('initial_data', { queue_id: 7, arrivals: [] })
  expect([room.standing.at(), room.arrivals.size]).toEqual(['current', 0])
})

it('puts the next to come first on the way, and the most urgent first at the door', () => {
  const [late, unknown, soon] = [arrival(), arrival({ id: 2, eta: null }), arrival({ id: 3, eta: '2026-03-02T08:03:00Z' })]
  expect([late, unknown, soon].toSorted(byTime).map(one => one.id)).toEqual([3, 1, 2])
  const worse = arrival({ id: 4, emergency: true, level: { ...late.level, place: 3 } })
  const longer = arrival({ id: 5, state_since: '2026-03-02T07:50:00Z' })
  expect([late, longer, worse].toSorted(byUrgency).map(one => one.id)).toEqual([4, 5, 1])
})
