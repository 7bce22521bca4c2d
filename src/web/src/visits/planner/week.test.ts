import { expect, it } from 'vitest'
import { therapist, visit } from '../../testing/exampleVisits'
import { lanesOf } from './lanes'
import { cellsOf } from './week'

it('puts a week of one therapist into days, with what began the evening before', () => {
  const lanes = lanesOf(
    [
      visit({ id: 1, from: '09:00', to: '10:00' }),
      visit({ id: 2, from: '22:00', to: '2026-05-05T06:00:00Z' }),
      visit({ id: 3, from: '2026-05-06T08:00:00Z', to: '2026-05-06T09:30:00Z' }),
    ],
    [
      therapist(1, 'Ann', [
        ['08:00', '17:00'],
        ['21:00', '2026-05-05T07:00:00Z'],
      ]),
    ],
  )
  const cells = cellsOf(lanes[1] as (typeof lanes)[number], ['2026-05-04', '2026-05-05', '2026-05-06'], 'UTC')
  expect(cells.map(cell => cell.blocks.map(({ block, before, after }) => [block.visit.id, before, after]))).toEqual([
    [
      [1, false, false],
      [2, false, true],
    ],
    [[2, true, false]],
    [[3, false, false]],
  ])
  expect(cells.map(cell => [cell.minutes, cell.works])).toEqual([
    [180, 720],
    [360, 420],
    [90, 0],
  ])
  const [nobody] = lanes
  expect(nobody && cellsOf(nobody, ['2026-05-04'], 'UTC')).toEqual([{ day: '2026-05-04', blocks: [], minutes: 0, works: null }])
})
