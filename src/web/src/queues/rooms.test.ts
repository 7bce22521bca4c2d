import { describe, expect, it } from 'vitest'
import { deskView, queueView, ticketView } from '../testing/exampleTickets'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Rooms } from './rooms'

const snapshot = (queue: number, tickets: object[], desks: object[] = []) => ({
  type: 'initial_data',
  cursor: `a.${queue}`,
  data: {
    status: { id: queue, state: 'OPEN', total_waiting: tickets.length, in_service: 0, desks: 1, version: 1 },
    queue: queueView({ id: queue }),
    tickets,
    desks,
  },
})

function followed() {
  const around = new FakeSurroundings()
  const queues = [queueView({ id: 1, code: 'OPD', site_id: 4 }), queueView({ id: 2, code: 'XRAY', site_id: 4 })]
  const rooms = new Rooms(
    queues,
    () => {},
    around,
    then => then(),
  )
  rooms.open()
  const [first, second] = around.opened
  if (!first || !second) throw new Error('two sockets')
  return { around, rooms, first, second }
}

describe('the queues of a screen', () => {
  it('have a socket each, at their code and site', () => {
    const { first, second } = followed()
    expect([first.url, second.url]).toEqual(['/ws/queue/OPD/?site=4', '/ws/queue/XRAY/?site=4'])
  })

  it('resume each at its own cursor', () => {
    const { around, first } = followed()
    first.say(snapshot(1, []))
    first.lose()
    around.pass(1000)
    expect(around.last.url).toBe('/ws/queue/OPD/?site=4&cursor=a.1')
  })

  it('are as good as the worst of their lines', () => {
    const { rooms, first, second } = followed()
    first.say(snapshot(1, []))
    expect([rooms.state().state, rooms.standing(), rooms.heardAt()]).toEqual(['connecting', 'waiting', null])
    second.say(snapshot(2, []))
    expect([rooms.state().state, rooms.standing()]).toEqual(['live', 'current'])
    second.lose()
    expect(rooms.state().state).toBe('lost')
    const state = rooms.state()
    expect(rooms.state()).toBe(state)
    first.say({ type: 'gap' })
    expect(rooms.standing()).toBe('behind')
  })

  it('are one list in which somebody who is sent on stands once', () => {
    const { rooms, first, second } = followed()
    const patient = ticketView({ id: 5, queue_id: 1 })
    first.say(snapshot(1, [patient]))
    second.say(snapshot(2, []))
    const sent = { type: 'ticket_update', event: 'TICKET_TRANSFERRED', cursor: 'a.9', data: { ...patient, version: 2, queue_id: 2 } }
    second.say(sent)
    expect(rooms.tickets.all().map(({ id, queue_id }) => [id, queue_id])).toEqual([[5, 2]])
    first.say(sent)
    expect(rooms.tickets.all()).toHaveLength(1)
    expect(rooms.tickets.all()).toBe(rooms.tickets.all())
  })

  it('are counted as the server counts them, once each has said it', () => {
    const { rooms, first, second } = followed()
    first.say(snapshot(1, [ticketView({ id: 5 })]))
    expect(rooms.waiting()).toBeNull()
    second.say(snapshot(2, [ticketView({ id: 6, queue_id: 2 }), ticketView({ id: 7, queue_id: 2 })]))
    expect([rooms.waiting(), rooms.isCut()]).toEqual([3, false])
  })

  it('know a desk once, as new as any of them does', () => {
    const { rooms, first, second } = followed()
    first.say(snapshot(1, [], [deskView({ version: 1, queues: [1, 2] })]))
    second.say(snapshot(2, [], [deskView({ version: 2, state: 'BREAK', queues: [1, 2] })]))
    expect(rooms.desks.all().map(({ version }) => version)).toEqual([2])
    rooms.takeDesk(deskView({ version: 3, queues: [1, 2] }))
    expect(rooms.desks.all().map(({ state, version }) => [state, version])).toEqual([['OPEN', 3]])
  })

  it('take from an answer what is theirs', () => {
    const { rooms, first, second } = followed()
    first.say(snapshot(1, [ticketView({ id: 5 })]))
    second.say(snapshot(2, []))
    rooms.take(ticketView({ id: 5, version: 2, queue_id: 2 }))
    expect([rooms.room(1)?.tickets.size, rooms.room(2)?.tickets.size]).toEqual([0, 1])
    rooms.leave({ id: 5, version: 2 })
    expect(rooms.tickets.all()).toEqual([])
  })
})

it('is live where nothing is followed', () => {
  const rooms = new Rooms([])
  expect([rooms.state(), rooms.heardAt(), rooms.standing()]).toEqual([{ state: 'live' }, null, 'current'])
  expect(rooms.state()).toBe(rooms.state())
})
