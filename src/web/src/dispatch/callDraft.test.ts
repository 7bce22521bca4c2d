import { describe, expect, it } from 'vitest'
import { emptyDraft, fieldErrors, readCoordinates, requestOf } from './callDraft'

describe('the new-call form', () => {
  it('reads coordinates as maps copy them', () => {
    expect(readCoordinates('14.5995, 120.9842')).toEqual({ latitude: 14.5995, longitude: 120.9842 })
    expect(readCoordinates(' -36.85 174.76 ')).toEqual({ latitude: -36.85, longitude: 174.76 })
    for (const wrong of ['', '14.5', '91, 0', '0, 181', '14,5 120,9', 'abc, def', '1, 2, 3']) expect(readCoordinates(wrong)).toBeNull()
  })

  it('names what is missing or wrong', () => {
    expect(fieldErrors(emptyDraft)).toEqual({ address: 'place_needed' })
    const whole = { ...emptyDraft, address: 'Here', coordinates: '1, 2' }
    expect(fieldErrors(whole)).toEqual({})
    expect(fieldErrors({ ...whole, coordinates: '' })).toEqual({})
    expect(fieldErrors({ ...whole, address: '' })).toEqual({})
    expect(fieldErrors({ ...whole, coordinates: 'north' })).toEqual({ coordinates: 'coordinates_wrong' })
    expect(fieldErrors({ ...whole, patient_age: '131' })).toEqual({ patient_age: 'age_wrong' })
    expect(fieldErrors({ ...whole, patient_age: '0' })).toEqual({})
  })

  it('sends what was left empty as null, and nobody of whom nothing is known', () => {
    const draft = { ...emptyDraft, address: ' Here ' }
    expect(requestOf(draft)).toEqual({
      kind: 'EMERGENCY',
      emergency_type: 'MEDICAL',
      priority: 'HIGH',
      description: null,
      location: { address: 'Here', latitude: null, longitude: null },
      callers: [],
      patients: [],
    })
    expect(requestOf({ ...draft, coordinates: '1, 2', caller_phone: '112', patient_age: '62' })).toMatchObject({
      location: { address: 'Here', latitude: 1, longitude: 2 },
      callers: [{ name: null, phone: '112' }],
      patients: [{ name: null, age: 62 }],
    })
  })
})
