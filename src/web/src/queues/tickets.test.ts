import { describe, expect, it } from 'vitest'
import { level, queueView, ticketView } from '../testing/exampleTickets'
import { alarmKey, alarmsOf, countOf, isFound, listsOf, othersOf, placesOf, presentAt } from './tickets'

const at = (minute: number) => `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`
const now = Date.parse(at(30))
const ids = (tickets: readonly { id: number }[]) => tickets.map(({ id }) => id)

describe('lists', () => {
  const tickets = [
    ticketView({ id: 1, key: '1.000.3' }),
    ticketView({ id: 2, key: '1.000.1' }),
    ticketView({ id: 3, key: '0.000.9', emergency: true, queue_id: 2 }),
    ticketView({ id: 4, key: '1.000.2', queue_id: 2 }),
    ticketView({ id: 5, state: 'ON_HOLD', state_since: at(20) }),
    ticketView({ id: 6, state: 'ON_HOLD', state_since: at(10) }),
    ticketView({ id: 7, state: 'IN_SERVICE', desk_id: 7 }),
  ]

  it('stand in the order of the keys', () => {
    const { waiting, held, served } = listsOf(tickets)
    expect([ids(waiting), ids(held), ids(served)]).toEqual([[3, 2, 4, 1], [6, 5], [7]])
  })

  it('stand as the desk takes them that empties its first queue first, but for emergencies', () => {
    expect(ids(listsOf(tickets, { rule: 'first_queue', queues: [1, 2] }).waiting)).toEqual([3, 2, 1, 4])
    expect(ids(listsOf(tickets, { rule: 'first_in_line', queues: [1, 2] }).waiting)).toEqual([3, 2, 4, 1])
  })

  it('say the place in the own queue', () => {
    expect(Object.fromEntries(placesOf(listsOf(tickets).waiting))).toEqual({ 1: 2, 2: 1, 3: 1, 4: 2 })
  })

  it('find by a part of the number or of the name', () => {
    const ticket = ticketView({ number: 'OPD-042', name: 'Ana Cruz' })
    expect(['42', 'opd', ' cruz ', '', '43'].map(typed => isFound(ticket, typed))).toEqual([true, true, true, true, false])
  })
})

it('has at a desk whom it called last', () => {
  const before = ticketView({ id: 1, state: 'IN_SERVICE', desk_id: 7, called_at: at(1) })
  const called = ticketView({ id: 2, state: 'CALLED', desk_id: 7, called_at: at(9) })
  expect(presentAt([before, called], 7)?.id).toBe(2)
  expect(presentAt([before], 8)).toBeUndefined()
})

describe('alarms', () => {
  const tickets = [
    ticketView({ id: 1, reassess_at: at(29) }),
    ticketView({ id: 2, reassess_at: at(31) }),
    ticketView({ id: 3, worse_at: at(25), state: 'ON_HOLD' }),
    ticketView({ id: 4, emergency: true, joined_at: at(28) }),
    ticketView({ id: 5, emergency: true, state: 'CALLED' }),
    ticketView({ id: 6, reassess_at: at(10) }),
  ]

  it('stand gravest first, then the longest', () => {
    expect(alarmsOf(tickets, now).map(({ why, ticket }) => `${why} ${ticket.id}`)).toEqual(['emergency 4', 'worse 3', 'due 6', 'due 1'])
  })

  it('are others when it is another time', () => {
    const [first] = alarmsOf([ticketView({ worse_at: at(1) })], now)
    const [again] = alarmsOf([ticketView({ worse_at: at(2), version: 2 })], now)
    expect(first && again && alarmKey(first) !== alarmKey(again)).toBe(true)
  })
})

it('counts by class, who is over target and since when somebody waits longest', () => {
  const high = level({ place: 2, target_minutes: 10 })
  const count = countOf(
    [
      ticketView({ id: 1, level: high, joined_at: at(5), target_at: at(15) }),
      ticketView({ id: 2, joined_at: at(3), target_at: at(59), worse_at: at(20) }),
      ticketView({ id: 3, joined_at: at(29), target_at: at(30) }),
    ],
    [level({ place: 1 }), high, level({ place: 3 })],
    now,
  )
  expect(count.byLevel.map(({ count, over }) => [count, over])).toEqual([
    [0, 0],
    [1, 1],
    [2, 0],
  ])
  expect([count.over, count.worse, count.longest]).toEqual([1, 1, at(3)])
  expect(countOf([], [], now)).toEqual({ byLevel: [], over: 0, worse: 0, longest: null })
})

it('sends on within the site, and not to where somebody is', () => {
  const queues = [
    queueView({ id: 1, code: 'OPD' }),
    queueView({ id: 2, code: 'XRAY' }),
    queueView({ id: 3, code: 'LAB' }),
    queueView({ id: 4, site_id: 2 }),
  ]
  expect(ids(othersOf(queues, ticketView()))).toEqual([3, 2])
})
