import { describe, expect, it } from 'vitest'
import { asksOf, grave, placeActions, visitActions } from './asks'

describe('the keys of a visit', () => {
  it('are those that the server offers and that have a form here, the grave ones last', () => {
    const offered = ['reassign', 'deny', 'cancel', 'running_late', 'reschedule', 'something_new', 'no_show', 'extend', 'end_early']
    const keys = visitActions(offered)
    expect(keys).toEqual(['reschedule', 'extend', 'end_early', 'running_late', 'cancel', 'no_show'])
    expect(keys.findIndex(key => grave.has(key))).toBe(4)
    expect(keys.every(key => asksOf(key).length > 0)).toBe(true)
    expect(visitActions([])).toEqual([])
  })

  it('of a place are the steps that somebody forgot, and giving it up', () => {
    expect(placeActions(['release', 'end', 'i_am_fine', 'reject', 'accept'])).toEqual(['accept', 'i_am_fine', 'end', 'release'])
  })
})
