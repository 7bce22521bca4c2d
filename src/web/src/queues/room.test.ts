import { describe, expect, it } from 'vitest'
import type { TicketView } from '../platform/wire'
import { deskView, queueView, ticketView } from '../testing/exampleTickets'
import { type News, QueueRoom } from './room'

const status = (differing: object = {}) => ({ id: 1, state: 'OPEN', total_waiting: 1, in_service: 0, desks: 1, version: 1, ...differing })

function opened(...tickets: TicketView[]) {
  const told: News[] = []
  const room = new QueueRoom(
    1,
    news => told.push(news),
    then => then(),
  )
  const begin = (...some: TicketView[]) =>
    room.receive({
      type: 'initial_data',
      cursor: 'a.1',
      data: { status: status(), queue: queueView(), tickets: some, desks: [deskView()] },
    })
  begin(...tickets)
  const hear = (event: string, ticket: TicketView) => room.receive({ type: 'ticket_update', event, cursor: 'a.2', data: ticket })
  return { room, told, begin, hear, ids: () => room.tickets.all().map(({ id }) => id) }
}

describe('the room of a queue', () => {
  it('holds who is here, until they are not', () => {
    const { hear, ids } = opened(ticketView({ id: 1 }))
    hear('TICKET_ISSUED', ticketView({ id: 2 }))
    hear('TICKET_CALLED', ticketView({ id: 1, version: 2, state: 'CALLED', desk_id: 7 }))
    expect(ids()).toEqual([1, 2])
    hear('SERVICE_STARTED', ticketView({ id: 1, version: 3, state: 'IN_SERVICE', desk_id: 7 }))
    hear('TICKET_COMPLETED', ticketView({ id: 1, version: 4, state: 'COMPLETED', desk_id: 7 }))
    expect(ids()).toEqual([2])
    hear('TICKET_TRANSFERRED', ticketView({ id: 2, version: 2, queue_id: 9 }))
    expect(ids()).toEqual([])
  })

  it('does not bring back by news that were under way whom an answer sent away', () => {
    const { room, hear, ids } = opened(ticketView({ id: 1, version: 4, state: 'CALLED' }))
    room.take(ticketView({ id: 1, version: 6, state: 'COMPLETED' }))
    hear('SERVICE_STARTED', ticketView({ id: 1, version: 5, state: 'IN_SERVICE' }))
    expect(ids()).toEqual([])
    hear('DEED_UNDONE', ticketView({ id: 1, version: 7, state: 'IN_SERVICE' }))
    expect(ids()).toEqual([1])
  })

  it('believes that somebody left whose answer names only the next one', () => {
    const { room, hear, ids } = opened(ticketView({ id: 1, version: 4, state: 'IN_SERVICE' }))
    room.leave({ id: 1, version: 4 })
    hear('SERVICE_STARTED', ticketView({ id: 1, version: 4, state: 'IN_SERVICE' }))
    expect(ids()).toEqual([])
    hear('TICKET_TRANSFERRED', ticketView({ id: 1, version: 5, state: 'WAITING' }))
    expect(ids()).toEqual([1])
  })

  it('keeps whom the news have brought back before the answer came', () => {
    const { room, hear, ids } = opened(ticketView({ id: 1, version: 4, state: 'CALLED' }))
    hear('DEED_UNDONE', ticketView({ id: 1, version: 5, state: 'WAITING' }))
    room.leave({ id: 1, version: 4 })
    expect(ids()).toEqual([1])
  })

  it('is what a snapshot says', () => {
    const { room, begin, ids } = opened(ticketView({ id: 1 }), ticketView({ id: 2 }))
    room.receive({ type: 'gap' })
    expect(room.standing.at()).toBe('behind')
    begin(ticketView({ id: 2, version: 5 }))
    expect([ids(), room.standing.at()]).toEqual([[2], 'current'])
  })

  it('holds the first of a very long line, and says when few of them are left', () => {
    const key = (place: number) => `1.000.${String(place).padStart(20, '0')}.1`
    const line = Array.from({ length: 500 }, (_, place) => ticketView({ id: place + 1, key: key(place) }))
    const { room, told, hear } = opened(...line)
    expect(room.isCut()).toBe(true)
    hear('TICKET_ISSUED', ticketView({ id: 900, key: key(700) }))
    hear('TICKET_ISSUED', ticketView({ id: 901, key: key(0), emergency: true }))
    hear('PATIENT_WORSE', ticketView({ id: 902, key: key(800), version: 2, worse_at: '2026-03-01T12:30:00Z' }))
    expect([900, 901, 902].map(id => room.tickets.get(id) !== undefined)).toEqual([false, true, true])
    const called = (count: number) => {
      for (const { id } of line.slice(0, count)) room.take(ticketView({ id, version: 2, state: 'COMPLETED' }))
      room.receive({ type: 'queue_status_update', status: status({ total_waiting: 900 - count }) } as never)
      return told.filter(({ kind }) => kind === 'few_left').length
    }
    expect([called(402), called(403)]).toEqual([0, 1])
    room.fill([...line.slice(403), ticketView({ id: 900, key: key(700) })])
    expect([room.isCut(), room.tickets.get(900)?.id, room.tickets.get(1)]).toEqual([false, 900, undefined])
    hear('TICKET_ISSUED', ticketView({ id: 903, key: key(900) }))
    expect(room.tickets.get(903)?.id).toBe(903)
  })

  it('tells once of whoever feels worse and of an emergency, and again when it is another time', () => {
    const { told, hear } = opened(ticketView({ id: 1 }))
    const worse = ticketView({ id: 1, version: 2, worse_at: '2026-03-01T12:30:00Z' })
    hear('PATIENT_WORSE', worse)
    hear('PATIENT_WORSE', worse)
    hear('STEPS_PLANNED', { ...worse, version: 3 })
    hear('PATIENT_REASSESSED', { ...worse, version: 4, worse_at: null })
    hear('PATIENT_WORSE', { ...worse, version: 5, worse_at: '2026-03-01T12:50:00Z' })
    hear('TICKET_ISSUED', ticketView({ id: 2, emergency: true }))
    hear('TICKET_CALLED', ticketView({ id: 2, version: 2, emergency: true, state: 'CALLED' }))
    expect(told.map(({ kind }) => kind)).toEqual(['worse', 'worse', 'emergency'])
  })

  it('tells of whoever did not come, of its own state and of its desks', () => {
    const { room, told, hear } = opened(ticketView({ id: 1, state: 'CALLED' }))
    hear('TICKET_NO_SHOW', ticketView({ id: 1, version: 2, state: 'NO_SHOW' }))
    room.receive({ type: 'queue_status_update', status: status({ state: 'PAUSED', version: 2 }) } as never)
    room.receive({ type: 'queue_status_update', status: status({ state: 'OPEN', version: 1 }) } as never)
    room.receive({ type: 'desk_update', event: 'DESK_ON_BREAK', data: deskView({ version: 2, state: 'BREAK' }) })
    expect(told.map(({ kind }) => kind)).toEqual(['missed', 'state_changed', 'desk_changed'])
    expect([room.stands()?.state, room.desks.get(7)?.state]).toEqual(['PAUSED', 'BREAK'])
    expect(room.expects()).toBeUndefined()
    room.receive({ type: 'forecast_update', data: { queue_id: 1, forecast: null, curve: {} } })
    expect(room.expects()).toBeNull()
  })
})
