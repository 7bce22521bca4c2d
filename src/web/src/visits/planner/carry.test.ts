import { describe, expect, it } from 'vitest'
import { monday, therapist, time, visit } from '../../testing/exampleVisits'
import { type Carried, carriedTo, directionOf, heard, isHome, lift, pressedInDay, pressedInWeek, spanOfCarried, stepOf } from './carry'
import { type Lane, lanesOf } from './lanes'
import { dayOf } from './ruler'

const people = [therapist(1, 'Ann'), therapist(2, 'Ben')]
const day = dayOf(monday, 'UTC')

function lifted(visits = [visit({ id: 1, from: '10:00', to: '11:00' })], id = 10): { carried: Carried; lanes: Lane[] } {
  const lanes = lanesOf(visits, people)
  const block = lanes.flatMap(lane => lane.blocks).find(one => one.id === id)
  if (!block) throw new Error('no block')
  return { carried: lift(block, 'keys'), lanes }
}

describe('a visit that is carried by the keys', () => {
  it('goes by five minutes, by an hour, and from lane to lane', () => {
    const { carried, lanes } = lifted()
    const later = pressedInDay(carried, 'later', false, lanes, day)
    expect(spanOfCarried(later)).toEqual({ from: time('10:05'), to: time('11:05') })
    expect(pressedInDay(later, 'earlier', true, lanes, day).from).toBe(time('09:05'))
    const down = pressedInDay(carried, 'down', false, lanes, day)
    expect([down.therapist, isHome(down), isHome(carried)]).toEqual([2, false, true])
    expect(pressedInDay(down, 'down', false, lanes, day)).toBe(down)
    expect(heard(later, 'UTC')).toEqual({ from: '10:05', to: '11:05' })
  })

  it('does not leave the day, and is not given to nobody', () => {
    const { carried, lanes } = lifted([visit({ id: 1, from: '00:00', to: '01:00' })])
    expect(pressedInDay(carried, 'earlier', false, lanes, day)).toBe(carried)
    expect(pressedInDay(carried, 'up', false, lanes, day)).toBe(carried)
  })

  it('begins at an even time where it did not', () => {
    const { carried, lanes } = lifted([visit({ id: 1, from: '10:02', to: '11:02' })])
    expect(pressedInDay(carried, 'later', false, lanes, day).from).toBe(time('10:05'))
  })

  it('goes by days in the week, at the same time, also where the clocks change', () => {
    const days = ['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29']
    const { carried, lanes } = lifted([visit({ id: 1, from: '2026-03-28T09:00:00Z', to: '2026-03-28T10:00:00Z' })])
    const sunday = pressedInWeek(carried, 'later', lanes, days, 'Europe/Berlin')
    expect(heard(sunday, 'Europe/Berlin')).toEqual({ from: '10:00', to: '11:00' })
    expect(sunday.from).toBe(Date.parse('2026-03-29T08:00:00Z'))
    expect(pressedInWeek(sunday, 'later', lanes, days, 'Europe/Berlin')).toBe(sunday)
    expect(pressedInWeek(sunday, 'earlier', lanes, days, 'Europe/Berlin').from).toBe(carried.from)
  })

  it('goes on by the clock of the reader’s language', () => {
    expect([directionOf('ArrowRight', false), directionOf('ArrowRight', true), directionOf('ArrowUp', true)]).toEqual([
      'later',
      'earlier',
      'up',
    ])
    expect(directionOf('Enter', false)).toBeNull()
  })

  it('stays at its time, or with its therapist, where the server offers nothing else', () => {
    const { carried } = lifted([visit({ id: 1, from: '10:00', to: '11:00', actions: ['reassign'] })])
    expect(carriedTo(carried, 2, time('12:00'))).toMatchObject({ therapist: 2, from: time('10:00') })
    const { carried: other } = lifted([visit({ id: 1, from: '10:00', to: '11:00', actions: ['reschedule'] })])
    expect(carriedTo(other, 2, time('12:00'))).toMatchObject({ therapist: 1, from: time('12:00') })
  })
})

describe('where a visit is put down', () => {
  it('nothing is asked for at home', () => {
    expect(stepOf(lifted().carried)).toBeNull()
  })

  it('another time is one request, another therapist another', () => {
    const { carried } = lifted()
    expect(stepOf(carriedTo(carried, 1, time('12:00')))).toEqual({ do: 'reschedule', starts_at: '2026-05-04T12:00:00.000Z' })
    expect(stepOf(carriedTo(carried, 2, time('10:00')))).toEqual({ do: 'reassign', place_id: 10, therapist_id: 2 })
  })

  it('both are one request, that names all who are to come', () => {
    const starts_at = '2026-05-04T12:00:00.000Z'
    const { carried } = lifted()
    expect(stepOf(carriedTo(carried, 2, time('12:00')))).toEqual({ do: 'reschedule', starts_at, therapist_ids: [2] })
    const of = lifted([visit({ id: 1, from: '10:00', to: '11:00', who: [1, 3, null] })])
    expect(stepOf(carriedTo(of.carried, 2, time('12:00')))).toEqual({ do: 'reschedule', starts_at, therapist_ids: [3, 2] })
  })
})
