import type { EmergencyType, Priority, TakeCallRequest } from '../platform/wire'

/** The new-call form as typed. */
export interface Draft {
  address: string
  coordinates: string
  emergency_type: EmergencyType
  priority: Priority
  description: string
  caller_name: string
  caller_phone: string
  patient_name: string
  patient_age: string
  patient_condition: string
}

export const emptyDraft: Draft = {
  address: '',
  coordinates: '',
  emergency_type: 'MEDICAL',
  priority: 'HIGH',
  description: '',
  caller_name: '',
  caller_phone: '',
  patient_name: '',
  patient_age: '',
  patient_condition: '',
}

/** `14.5995, 120.9842` as maps copy it; null when it is no place on Earth. */
export function readCoordinates(text: string): { latitude: number; longitude: number } | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  if (!match) return null
  const latitude = Number(match[1])
  const longitude = Number(match[2])
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}

/** What stops the form from being sent, as word keys under `field`. */
export function fieldErrors(draft: Draft): Partial<Record<keyof Draft, string>> {
  const errors: Partial<Record<keyof Draft, string>> = {}
  if (draft.address.trim() === '' && draft.coordinates.trim() === '') errors.address = 'place_needed'
  if (draft.coordinates.trim() !== '' && !readCoordinates(draft.coordinates)) errors.coordinates = 'coordinates_wrong'
  if (draft.patient_age.trim() !== '' && !/^(\d|[1-9]\d|1[0-2]\d|130)$/.test(draft.patient_age.trim())) errors.patient_age = 'age_wrong'
  return errors
}

/** Every member of a place is said on the wire, also that it is not known. */
export const noPlace = { address: null, latitude: null, longitude: null }

/** The request for a draft without errors; what was left empty is null, and a person of whom nothing is known is left out. */
export function requestOf(draft: Draft): TakeCallRequest {
  const said = (text: string): string | null => text.trim() || null
  const caller = { name: said(draft.caller_name), phone: said(draft.caller_phone), ringing_at: null, answered_at: null }
  const age = said(draft.patient_age)
  const patient = {
    name: said(draft.patient_name),
    age: age === null ? null : Number(age),
    sex: null,
    condition: said(draft.patient_condition),
  }
  const known = (person: object): boolean => Object.values(person).some(value => value !== null)
  return {
    kind: 'EMERGENCY',
    emergency_type: draft.emergency_type,
    priority: draft.priority,
    description: said(draft.description),
    location: { ...noPlace, address: said(draft.address), ...readCoordinates(draft.coordinates) },
    callers: known(caller) ? [caller] : [],
    patients: known(patient) ? [patient] : [],
  }
}
