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

/** The request for a draft without errors; what was left empty is left out. */
export function requestOf(draft: Draft): TakeCallRequest {
  const filled = <T extends object>(fields: T): Partial<T> =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined)) as Partial<T>
  const caller = filled({ name: draft.caller_name.trim(), phone: draft.caller_phone.trim() })
  const patient = filled({
    name: draft.patient_name.trim(),
    age: draft.patient_age.trim() === '' ? undefined : Number(draft.patient_age),
    condition: draft.patient_condition.trim(),
  })
  return {
    kind: 'EMERGENCY',
    emergency_type: draft.emergency_type,
    priority: draft.priority,
    ...(draft.description.trim() === '' ? {} : { description: draft.description.trim() }),
    location: { ...filled({ address: draft.address.trim() }), ...readCoordinates(draft.coordinates) },
    callers: Object.keys(caller).length > 0 ? [caller] : [],
    patients: Object.keys(patient).length > 0 ? [patient] : [],
  }
}
