import { describe, expect, it } from 'vitest'
import { place, therapist, time, visit } from '../../testing/exampleVisits'
import { blocksOf, lanesOf, legsOf, linesOf, metres, minutesIn, travel } from './lanes'
import { minute } from './ruler'

describe('lanes', () => {
  it('are one for what nobody has, and one for each therapist by name', () => {
    const lanes = lanesOf(
      [visit({ id: 1, from: '09:00', to: '10:00', who: [1, null] }), visit({ id: 2, from: '08:00', to: '08:30', who: [2] })],
      [therapist(1, 'Zoe'), therapist(2, 'Ben')],
    )
    expect(lanes.map(lane => [lane.therapist, lane.name, lane.blocks.map(block => block.id)])).toEqual([
      [null, '', [11]],
      [2, 'Ben', [20]],
      [1, 'Zoe', [10]],
    ])
  })

  it('keep what belongs to somebody who is no therapist any more', () => {
    const lanes = lanesOf([visit({ id: 1, from: '09:00', to: '10:00', who: [7] })], [therapist(1, 'Ann')])
    expect(lanes.map(lane => lane.name)).toEqual(['', 'Ann', 'Therapist 7'])
    expect(lanes[2]?.works).toEqual([])
  })

  it('show nothing of what was given up or came to nothing', () => {
    const visits = [
      visit({ id: 1, from: '09:00', to: '10:00', state: 'CANCELLED' }),
      visit({ id: 2, from: '09:00', to: '10:00', places: [place(20, 1), place(21, 2, 'RELEASED')] }),
    ]
    expect(blocksOf(visits).map(block => block.id)).toEqual([20])
  })

  it('have as many lines as visits lie over each other', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 5, to: 15 },
      { from: 10, to: 20 },
      { from: 12, to: 14 },
    ]
    expect(linesOf(spans)).toEqual({ line: [0, 1, 0, 2], lines: 3 })
    expect(linesOf([])).toEqual({ line: [], lines: 1 })
  })

  it('count the minutes of their visits', () => {
    expect(minutesIn(blocksOf([visit({ id: 1, from: '09:00', to: '10:00' }), visit({ id: 2, from: '11:00', to: '11:45' })]))).toBe(105)
  })
})

describe('the way from one visit to the next', () => {
  const near = { latitude: 52.5, longitude: 13.4 }
  const far = { latitude: 52.6, longitude: 13.4 }

  it('is the great circle and a third, at the speed of a car, and five minutes at the doors', () => {
    expect(Math.round(metres(near, far))).toBe(11_120)
    expect(travel(near, far)).toBe(Math.ceil((11_119.5 * 1.3) / (35 / 3.6) + 300) * 1000)
    expect(travel(near, { latitude: 52.5001, longitude: 13.4 })).toBe(0)
  })

  it('ends where the next one begins, and is marked where there is too little time for it', () => {
    const blocks = blocksOf([
      visit({ id: 1, from: '09:00', to: '10:00', ...near }),
      visit({ id: 2, from: '11:00', to: '12:00', ...far }),
      visit({ id: 3, from: '12:10', to: '13:00', ...near }),
    ])
    const [first, second, ...more] = legsOf(blocks)
    expect(more).toEqual([])
    expect([first?.to, first?.to_id, first?.short]).toEqual([time('11:00'), 20, false])
    expect((first?.to ?? 0) - (first?.from ?? 0)).toBe(travel(near, far))
    // As long as it takes would lie under the visit before.
    expect([second?.from, second?.to, second?.short]).toEqual([time('12:00'), time('12:10'), true])
    expect(second?.needed).toBeGreaterThan(10 * minute)
  })

  it('is none within one house, and none over a night', () => {
    const blocks = blocksOf([
      visit({ id: 1, from: '06:00', to: '07:00', ...near }),
      visit({ id: 2, from: '07:00', to: '08:00', ...near }),
      visit({ id: 3, from: '16:00', to: '17:00', ...far }),
    ])
    expect(legsOf(blocks)).toEqual([])
  })
})
