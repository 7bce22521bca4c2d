import type { Problem } from '../platform/problem'
import { asTyped, fromTyped } from '../platform/time'
import type { CallKind, EmergencyType, Place, Priority, TakeCallRequest } from '../platform/wire'

/** A patient as typed. */
export interface PatientDraft {
  name: string
  age: string
  sex: '' | 'male' | 'female' | 'other' | 'unknown'
  condition: string
}

/** The new-call form as typed. */
export interface Draft {
  kind: CallKind
  address: string
  coordinates: string
  drop_off_address: string
  drop_off_coordinates: string
  /** As the field holds it, in this browser's zone. */
  due_at: string
  emergency_type: EmergencyType
  priority: Priority
  description: string
  caller_name: string
  caller_phone: string
  /** Since when the telephone rang: only when somebody says so. */
  ringing_at: string | null
  /** When it was answered: stamped by the first key or the button, to the millisecond, until somebody puts it right. */
  answered_at: string | null
  /** The first key stamps once: a time that was taken away stays away. */
  stamped: boolean
  /** When it was received, for a call that is written down afterwards. */
  occurred_at: string | null
  patients: readonly PatientDraft[]
}

export const emptyPatient: PatientDraft = { name: '', age: '', sex: '', condition: '' }

export const emptyDraft: Draft = {
  kind: 'EMERGENCY',
  address: '',
  coordinates: '',
  drop_off_address: '',
  drop_off_coordinates: '',
  due_at: '',
  emergency_type: 'MEDICAL',
  priority: 'HIGH',
  description: '',
  caller_name: '',
  caller_phone: '',
  ringing_at: null,
  answered_at: null,
  stamped: false,
  occurred_at: null,
  patients: [emptyPatient],
}

/** Work that was arranged beforehand: it has a time, and mostly somewhere to go to. */
export const isArranged = (kind: CallKind): boolean => kind !== 'EMERGENCY'
export const hasDropOff = (kind: CallKind): boolean => kind === 'TRANSFER' || kind === 'SCHEDULED'

/** The first key of a draft means that somebody is on the line. */
export const withFirstKey = (draft: Draft, at: number): Draft =>
  draft.stamped ? draft : { ...draft, answered_at: draft.answered_at ?? new Date(at).toISOString(), stamped: true }

/** Who writes a call down afterwards was not answering a telephone while typing. */
export const enteredLate = (draft: Draft, occurred_at: string | null): Partial<Draft> =>
  draft.occurred_at === null && occurred_at !== null ? { occurred_at, answered_at: null, stamped: true } : { occurred_at }

/** A time that was typed; a stamp keeps its milliseconds until the field says something else. */
export const retyped = (stamp: string | null, typed: string): string | null => (asTyped(stamp) === typed ? stamp : fromTyped(typed))

/** `14.5995, 120.9842` as maps copy it; null when it is no place on Earth. */
export function readCoordinates(text: string): { latitude: number; longitude: number } | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  if (!match) return null
  const latitude = Number(match[1])
  const longitude = Number(match[2])
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}

/** The other way, to a metre. */
export const writtenCoordinates = ({ latitude, longitude }: { latitude: number; longitude: number }): string =>
  `${Number(latitude.toFixed(5))}, ${Number(longitude.toFixed(5))}`

/** A field of the form; those of a patient by number. */
export type FieldName = Exclude<keyof Draft, 'patients' | 'stamped'> | `patients.${number}.${keyof PatientDraft}`
export type FieldErrors = Partial<Record<FieldName, string>>

/** What stops the form from being sent, as word keys under `field`. */
export function fieldErrors(draft: Draft, at: number): FieldErrors {
  const errors: FieldErrors = {}
  const wrongDegrees = (text: string) => text.trim() !== '' && !readCoordinates(text)
  if (draft.address.trim() === '' && draft.coordinates.trim() === '') errors.address = 'place_needed'
  if (wrongDegrees(draft.coordinates)) errors.coordinates = 'coordinates_wrong'
  if (hasDropOff(draft.kind) && wrongDegrees(draft.drop_off_coordinates)) errors.drop_off_coordinates = 'coordinates_wrong'
  if (draft.kind === 'SCHEDULED' && fromTyped(draft.due_at) === null) errors.due_at = 'due_needed'
  for (const name of ['ringing_at', 'answered_at', 'occurred_at'] as const) if (later(draft[name], at)) errors[name] = 'time_to_come'
  if (draft.ringing_at && draft.answered_at && later(draft.ringing_at, Date.parse(draft.answered_at))) errors.ringing_at = 'rang_after'
  draft.patients.forEach(({ age }, index) => {
    if (age.trim() !== '' && !/^(\d|[1-9]\d|1[0-2]\d|130)$/.test(age.trim())) errors[`patients.${index}.age`] = 'age_wrong'
  })
  return errors
}

/** Fields know seconds: what lies within the same one is not later. */
const later = (time: string | null, than: number): boolean => time !== null && Date.parse(time) >= than + 1000

/** Every member of a place is said on the wire, also that it is not known. */
export const noPlace = { address: null, latitude: null, longitude: null }

const said = (text: string): string | null => text.trim() || null

const placeAt = (address: string, coordinates: string): Place => ({ ...noPlace, address: said(address), ...readCoordinates(coordinates) })

const known = (person: object): boolean => Object.values(person).some(value => value !== null)

/** The request for a draft without errors; what was left empty is null, and a person of whom nothing is known is left out. */
export function requestOf(draft: Draft): TakeCallRequest {
  const { ringing_at, answered_at } = draft
  const caller = { name: said(draft.caller_name), phone: said(draft.caller_phone), ringing_at, answered_at }
  const patients = draft.patients.map(({ name, age, sex, condition }) => ({
    name: said(name),
    age: said(age) === null ? null : Number(age),
    sex: said(sex),
    condition: said(condition),
  }))
  const dropOff = placeAt(draft.drop_off_address, draft.drop_off_coordinates)
  return {
    kind: draft.kind,
    emergency_type: draft.emergency_type,
    priority: draft.priority,
    description: said(draft.description),
    location: placeAt(draft.address, draft.coordinates),
    drop_off: hasDropOff(draft.kind) && known(dropOff) ? dropOff : null,
    due_at: isArranged(draft.kind) ? fromTyped(draft.due_at) : null,
    callers: known(caller) ? [caller] : [],
    patients: patients.filter(known),
    occurred_at: draft.occurred_at,
  }
}

/** Where it is, as far as it was typed. */
export const placeOfDraft = (draft: Draft): Place => placeAt(draft.address, draft.coordinates)

/** What is known so far of where and who, to ask whether somebody else called about it; null while that is too little. */
export function sightingOf(draft: Draft) {
  const location = placeAt(draft.address, draft.coordinates)
  const phone = draft.caller_phone.replace(/\D/g, '')
  const enough = (location.address ?? '').length >= 4 || location.latitude !== null || phone.length >= 5
  return enough && !isArranged(draft.kind)
    ? { emergency_type: draft.emergency_type, location, phones: phone.length >= 5 ? [draft.caller_phone.trim()] : [] }
    : null
}

/** The server names fields by their path on the wire; the form has shorter names, and leaves out patients of whom nothing is known. */
export function serverErrors(problem: Problem | null, draft: Draft): FieldErrors {
  if (problem === null) return {}
  const found: FieldErrors = {}
  const put = (field: FieldName, ...paths: string[]) => {
    const message = paths.map(path => problem.errors[path]?.[0]).find(Boolean)
    if (message !== undefined) found[field] = message
  }
  put('address', 'location.address', 'location')
  put('coordinates', 'location.latitude', 'location.longitude')
  put('drop_off_address', 'drop_off.address', 'drop_off')
  put('drop_off_coordinates', 'drop_off.latitude', 'drop_off.longitude')
  put('due_at', 'due_at')
  put('occurred_at', 'occurred_at')
  put('description', 'description')
  put('caller_name', 'callers[0].name')
  put('caller_phone', 'callers[0].phone')
  put('ringing_at', 'callers[0].ringing_at')
  put('answered_at', 'callers[0].answered_at')
  const sent = draft.patients.flatMap((patient, index) => (Object.values(patient).some(text => text.trim() !== '') ? [index] : []))
  sent.forEach((index, at) => {
    for (const name of ['name', 'age', 'condition'] as const) put(`patients.${index}.${name}`, `patients[${at}].${name}`)
  })
  return found
}
