import { expect, it } from 'vitest'
import { ticksTo } from './ticks'

it('goes in round steps up to what must be seen', () => {
  expect(ticksTo(29.4)).toEqual([0, 10, 20, 30])
  expect(ticksTo(18)).toEqual([0, 5, 10, 15, 20])
  expect(ticksTo(100)).toEqual([0, 25, 50, 75, 100])
  expect(ticksTo(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
  expect(ticksTo(0)).toEqual([0])
})

it('never ends below the highest, and never in more than five steps', () => {
  for (let highest = 0.3; highest < 5000; highest *= 1.07) {
    const ticks = ticksTo(highest)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
    expect(ticks.length).toBeLessThanOrEqual(6)
    expect(ticks.length).toBeGreaterThanOrEqual(3)
  }
})
