import { describe, expect, it } from 'vitest'
import {
  type Draft,
  emptyDraft,
  emptyPatient,
  enteredLate,
  fieldErrors,
  readCoordinates,
  requestOf,
  retyped,
  sightingOf,
  withFirstKey,
} from './callDraft'

const at = Date.parse('2026-03-01T12:00:00.250Z')

describe('the new-call form', () => {
  it('reads coordinates as maps copy them', () => {
    expect(readCoordinates('14.5995, 120.9842')).toEqual({ latitude: 14.5995, longitude: 120.9842 })
    expect(readCoordinates(' -36.85 174.76 ')).toEqual({ latitude: -36.85, longitude: 174.76 })
    for (const wrong of ['', '14.5', '91, 0', '0, 181', '14,5 120,9', 'abc, def', '1, 2, 3']) expect(readCoordinates(wrong)).toBeNull()
  })

  it('names what is missing or wrong', () => {
    const errors = (draft: Partial<Draft>) => fieldErrors({ ...emptyDraft, address: 'Here', coordinates: '1, 2', ...draft }, at)
    expect(fieldErrors(emptyDraft, at)).toEqual({ address: 'place_needed' })
    expect(errors({})).toEqual({})
    expect(errors({ coordinates: '' })).toEqual({})
    expect(errors({ address: '' })).toEqual({})
    expect(errors({ coordinates: 'north' })).toEqual({ coordinates: 'coordinates_wrong' })
    const aged = (age: string) => ({ ...emptyPatient, age })
    expect(errors({ patients: [aged('0'), aged('131')] })).toEqual({ 'patients.1.age': 'age_wrong' })
    expect(errors({ kind: 'SCHEDULED' })).toEqual({ due_at: 'due_needed' })
    expect(errors({ kind: 'SCHEDULED', due_at: '2026-03-02T08:00' })).toEqual({})
    expect(errors({ drop_off_coordinates: 'north' })).toEqual({})
    expect(errors({ kind: 'TRANSFER', drop_off_coordinates: 'north' })).toEqual({ drop_off_coordinates: 'coordinates_wrong' })
  })

  it('lets no telephone ring after it was answered, nor in the future', () => {
    const errors = (ringing_at: string | null, answered_at: string | null) =>
      fieldErrors({ ...emptyDraft, address: 'Here', ringing_at, answered_at }, at)
    expect(errors('2026-03-01T11:59:50Z', '2026-03-01T11:59:58Z')).toEqual({})
    expect(errors('2026-03-01T11:59:59Z', '2026-03-01T11:59:58Z')).toEqual({ ringing_at: 'rang_after' })
    expect(errors(null, '2026-03-01T12:00:02Z')).toEqual({ answered_at: 'time_to_come' })
  })

  it('sends what was left empty as null, and nobody of whom nothing is known', () => {
    const draft = { ...emptyDraft, address: ' Here ' }
    expect(requestOf(draft)).toEqual({
      kind: 'EMERGENCY',
      emergency_type: 'MEDICAL',
      priority: 'HIGH',
      description: null,
      location: { address: 'Here', latitude: null, longitude: null },
      drop_off: null,
      due_at: null,
      callers: [],
      patients: [],
      occurred_at: null,
    })
    const patients = [{ ...emptyPatient, age: '62' }, emptyPatient, { ...emptyPatient, sex: 'female' as const, condition: 'burns' }]
    expect(requestOf({ ...draft, coordinates: '1, 2', caller_phone: '112', patients })).toMatchObject({
      location: { address: 'Here', latitude: 1, longitude: 2 },
      callers: [{ name: null, phone: '112', ringing_at: null, answered_at: null }],
      patients: [
        { name: null, age: 62, sex: null },
        { age: null, sex: 'female', condition: 'burns' },
      ],
    })
  })

  it('sends where to and when for work that was arranged, and forgets both for an emergency', () => {
    const draft: Draft = { ...emptyDraft, kind: 'TRANSFER', address: 'Ward 3', drop_off_address: 'Clinic', due_at: '2026-03-02T08:00' }
    expect(requestOf(draft)).toMatchObject({
      kind: 'TRANSFER',
      drop_off: { address: 'Clinic', latitude: null, longitude: null },
      due_at: new Date(2026, 2, 2, 8).toISOString(),
    })
    expect(requestOf({ ...draft, kind: 'EMERGENCY' })).toMatchObject({ drop_off: null, due_at: null })
  })

  it('stamps the answer with the first key only, and never the ringing', () => {
    const first = withFirstKey(emptyDraft, at)
    expect(first).toMatchObject({ ringing_at: null, answered_at: '2026-03-01T12:00:00.250Z' })
    expect(withFirstKey(first, at + 9000)).toBe(first)
    const takenAway = { ...first, answered_at: null }
    expect(withFirstKey(takenAway, at + 9000).answered_at).toBeNull()
    const pressed = { ...emptyDraft, answered_at: '2026-03-01T11:59:58.000Z' }
    expect(withFirstKey(pressed, at).answered_at).toBe('2026-03-01T11:59:58.000Z')
    expect(requestOf({ ...first, address: 'Here' }).callers).toEqual([
      { name: null, phone: null, ringing_at: null, answered_at: '2026-03-01T12:00:00.250Z' },
    ])
  })

  it('takes the stamp of the answer from a call that is entered late, once, and lets it be typed', () => {
    const typed = { ...withFirstKey(emptyDraft, at), address: 'Here' }
    const late = { ...typed, ...enteredLate(typed, '2026-03-01T09:00:00.000Z') }
    expect(requestOf(late)).toMatchObject({ occurred_at: '2026-03-01T09:00:00.000Z', callers: [] })
    expect(withFirstKey(late, at + 9000)).toBe(late)
    const answered = { ...late, answered_at: '2026-03-01T08:59:50.000Z' }
    expect({ ...answered, ...enteredLate(answered, '2026-03-01T09:00:30.000Z') }.answered_at).toBe('2026-03-01T08:59:50.000Z')
    expect(fieldErrors({ ...late, occurred_at: '2026-03-01T12:00:02Z' }, at)).toEqual({ occurred_at: 'time_to_come' })
  })

  it('keeps a stamp whole until its field says something else', () => {
    const stamp = new Date(2026, 2, 1, 12, 0, 0, 250).toISOString()
    expect(retyped(stamp, '2026-03-01T12:00:00')).toBe(stamp)
    expect(retyped(stamp, '2026-03-01T12:00:01')).toBe(new Date(2026, 2, 1, 12, 0, 1).toISOString())
    expect(retyped(stamp, '')).toBeNull()
  })

  it('asks for duplicates as soon as there is something to compare', () => {
    expect(sightingOf(emptyDraft)).toBeNull()
    expect(sightingOf({ ...emptyDraft, address: '12 ' })).toBeNull()
    expect(sightingOf({ ...emptyDraft, address: '12 Rizal' })).toMatchObject({ location: { address: '12 Rizal' }, phones: [] })
    expect(sightingOf({ ...emptyDraft, caller_phone: '+63 2 123' })).toMatchObject({ phones: ['+63 2 123'] })
    expect(sightingOf({ ...emptyDraft, kind: 'TRANSFER', address: '12 Rizal' })).toBeNull()
  })
})
