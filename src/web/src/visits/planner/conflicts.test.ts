import { describe, expect, it } from 'vitest'
import { therapist, time, visit } from '../../testing/exampleVisits'
import { type Against, answeredBy, conflictsOf, stands } from './conflicts'
import { lanesOf } from './lanes'

const dawn = time('00:00')
const moved = visit({ id: 9, from: '15:00', to: '16:00', who: [2] })
const far = { latitude: 52.7, longitude: 13.4 }

function against(from: string, to: string, visits = [visit({ id: 1, from: '10:00', to: '11:00' })], now = dawn) {
  const lanes = lanesOf([...visits, moved], [therapist(1, 'Ann'), therapist(2, 'Ben')])
  const lane = lanes.find(one => one.therapist === 1)
  if (!lane) throw new Error('no lane')
  const others = lanes.flatMap(one => one.blocks)
  return conflictsOf(moved, { from: time(from), to: time(to) }, lane, others, now)
}

const kinds = (found: readonly Against[]) => found.map(one => one.kind)

describe('before a visit is put down', () => {
  it('nothing speaks against free time', () => {
    expect(against('12:00', '13:00')).toEqual([])
    expect(against('11:00', '12:00')).toEqual([])
  })

  it('the page knows who is booked, and with what', () => {
    expect(against('10:30', '11:30')).toEqual([{ kind: 'booked', appointment_id: 1 }])
    expect(stands(against('10:30', '11:30'))).toBe(true)
  })

  it('the visit does not stand in its own way', () => {
    const lanes = lanesOf([moved], [therapist(2, 'Ben')])
    const ben = lanes.find(one => one.therapist === 2)
    expect(ben && conflictsOf(moved, { from: time('15:30'), to: time('16:30') }, ben, ben.blocks, dawn)).toEqual([])
  })

  it('it knows who does not work then, wholly or in part', () => {
    expect(kinds(against('16:30', '17:30'))).toEqual(['not_at_work'])
    expect(kinds(against('07:00', '07:30'))).toEqual(['not_at_work'])
    expect(stands(against('16:30', '17:30'))).toBe(false)
  })

  it('it knows where there is too little time for the way, and how much is missing', () => {
    const visits = [visit({ id: 1, from: '10:00', to: '11:00', ...far }), visit({ id: 2, from: '13:00', to: '14:00', ...far })]
    const [before, after, ...more] = against('11:10', '12:50', visits)
    expect(more).toEqual([])
    expect(before).toMatchObject({ kind: 'travel_before', appointment_id: 1, seconds_there: 600 })
    expect(after).toMatchObject({ kind: 'travel_after', appointment_id: 2, seconds_there: 600 })
    expect(before?.seconds_needed).toBe(after?.seconds_needed)
    expect(before?.seconds_needed).toBeGreaterThan(600)
  })

  it('it knows a client who has another visit then, unless somebody said why that may be', () => {
    const other = visit({ id: 3, client_id: 9, from: '12:00', to: '13:00', who: [2] })
    expect(kinds(against('12:30', '13:30', [other]))).toEqual(['client_booked'])
    expect(against('12:30', '13:30', [{ ...other, overlap_reason: 'two lift' }])).toEqual([])
  })

  it('it knows the past', () => {
    const found = against('12:00', '13:00', [], time('12:05'))
    expect(kinds(found)).toEqual(['past'])
    expect(stands(found)).toBe(true)
  })

  it('nothing is known of a lane that is nobody’s', () => {
    const [nobody] = lanesOf([moved], [])
    expect(nobody && conflictsOf(moved, { from: time('03:00'), to: time('04:00') }, nobody, [], dawn)).toEqual([])
  })

  it('the server’s answer takes the place of what the page guessed', () => {
    const page: Against[] = [{ kind: 'client_booked', appointment_id: 3 }, { kind: 'travel_before' }]
    const answer = answeredBy(page, [{ kind: 'unskilled', skills: ['wound-care'], stands: false }])
    expect([kinds(answer), stands(answer)]).toEqual([['client_booked', 'unskilled'], false])
    expect(stands(answeredBy(page, [{ kind: 'refused', stands: true }]))).toBe(true)
  })
})
