import { expect, it } from 'vitest'
import { placesOf } from './VirtualList'

it('counts options and not the headings between them', () => {
  expect(placesOf([{ id: null }, { id: 7 }, { id: 8 }, { id: null }, { id: 9 }])).toEqual({ places: [0, 1, 2, 0, 3], options: 3 })
  expect(placesOf([])).toEqual({ places: [], options: 0 })
})
