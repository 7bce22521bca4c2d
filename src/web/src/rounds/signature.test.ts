import { expect, it } from 'vitest'
import { begun, drawn, isSigned, type Lines, pointAt } from './signature'

it('draws lines of points on the server’s square, and never beside it', () => {
  const box = { width: 300, height: 150 }
  expect([pointAt(150, 75, box), pointAt(-5, 200, box)]).toEqual([
    [500, 500],
    [0, 1000],
  ])
})

it('begins a line with each pen stroke, and leaves out what nobody sees', () => {
  let lines: Lines = begun([], [10, 10])
  lines = drawn(lines, [11, 11])
  lines = drawn(lines, [40, 50])
  lines = begun(lines, [200, 200])
  expect(lines).toEqual([
    [
      [10, 10],
      [40, 50],
    ],
    [[200, 200]],
  ])
  expect(drawn([], [1, 1])).toEqual([])
})

it('keeps within what the server takes', () => {
  let lines: Lines = []
  for (let at = 0; at < 300; at++) lines = begun(lines, [at, 0])
  expect(lines).toHaveLength(200)
  for (let at = 0; at < 6000; at++) lines = drawn(lines, [at % 2 ? 0 : 500, at % 1000])
  expect(lines.flat().length).toBeLessThanOrEqual(5000)
})

it('takes no touch for a signature', () => {
  expect([
    isSigned([]),
    isSigned([[[10, 10]], [[500, 500]]]),
    isSigned([
      [
        [10, 10],
        [60, 10],
      ],
      [
        [60, 10],
        [60, 59],
      ],
    ]),
  ]).toEqual([false, false, false])
  expect(
    isSigned([
      [
        [10, 10],
        [60, 10],
      ],
      [
        [60, 10],
        [60, 60],
      ],
    ]),
  ).toBe(true)
})
