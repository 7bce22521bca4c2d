import { now } from '../platform/clock'
import { noPlace, readCoordinates } from './callDraft'

/**
 * What a form must ask for before an action can be sent. Whether the action may be taken at all, only the server says; what it then
 * needs is its request record, of which a form shows the part that a person fills in (never the clocks of a device).
 */
export interface Ask {
  name: string
  as: 'line' | 'text' | 'coordinates' | 'priority' | 'hospital' | 'call' | 'minutes' | 'time' | readonly string[]
  required: boolean
  /** The place of the body that it is a part of, when it does not stand under its own name. */
  within?: string
}

const ask = (name: string, as: Ask['as'], required = true, within?: string): Ask => ({ name, as, required, ...(within ? { within } : {}) })

const reason = ask('reason', 'line')
const why = ask('reason', 'line', false)
const dispositions = [
  'TRANSPORTED',
  'TRANSFERRED_TO_OTHER_UNIT',
  'TREATED_AND_RELEASED',
  'ASSISTED_NOT_TREATED',
  'REFUSED',
  'NO_PATIENT_FOUND',
  'DEAD_AT_SCENE',
  'STANDBY_ENDED',
] as const
const disposition = ask('disposition', dispositions, false)
const cause = ask('cause', ['breakdown', 'collision', 'crew_ill'])
const holds = ['cleaning', 'restock', 'refuel', 'meal', 'end_of_shift', 'maintenance', 'out_of_service', 'other'] as const
const stamps = [
  'acknowledged_at',
  'en_route_at',
  'staged_at',
  'on_scene_at',
  'at_patient_at',
  'transporting_at',
  'at_hospital_at',
  'transferred_care_at',
  'cleared_at',
  'back_at_base_at',
] as const

const asks: Readonly<Record<string, readonly Ask[]>> = {
  'calls.cancel': [reason],
  'calls.close': [disposition, why],
  'calls.reopen': [reason],
  'calls.reprioritise': [ask('priority', 'priority'), why],
  'calls.relocate': [ask('address', 'line', true, 'location'), ask('coordinates', 'coordinates', false, 'location'), why],
  'calls.link': [ask('into', 'call')],
  'calls.notes': [ask('text', 'text')],
  'responses.decline': [reason],
  'responses.stand_down': [reason],
  'responses.fail': [cause, why],
  'responses.redirect': [ask('call_id', 'call'), why],
  'responses.transport': [ask('hospital_id', 'hospital', false)],
  'responses.change_destination': [ask('hospital_id', 'hospital'), why],
  'responses.transfer_care': [ask('handed_to', ['bed', 'bay', 'waiting_room'], false)],
  'responses.clear': [disposition],
  'responses.correct': [ask('step', stamps), ask('at', 'time', false), reason],
  'units.hold': [ask('reason', holds), ask('until', 'minutes', false)],
  'units.fail': [cause, why],
  'units.next_job': [ask('call_id', 'call')],
}

/** What needs a page of its own: choosing people for a crew, editing a vehicle. The board offers no button that could not be answered. */
const elsewhere: ReadonlySet<string> = new Set(['responses.change_crew', 'units.sign_on', 'units.sign_off', 'units.edit', 'units.retire'])

export type Thing = 'calls' | 'responses' | 'units'

export const asksOf = (thing: Thing, action: string): readonly Ask[] => asks[`${thing}.${action}`] ?? []

export const belongsHere = (thing: Thing, action: string): boolean => !elsewhere.has(`${thing}.${action}`)

/** Actions that take something away or alarm everybody: they look the part, and are never the first button. */
export const grave: ReadonlySet<string> = new Set(['cancel', 'fail', 'decline', 'stand_down', 'distress', 'close'])

/** What stops a field from being sent, as a word key under `field`. */
export function wrongWith({ as, required }: Ask, value: string | undefined): string | null {
  if (!value?.trim()) return required ? 'required' : null
  return as === 'coordinates' && !readCoordinates(value) ? 'coordinates_wrong' : null
}

/** The wire's types: ids are numbers, a number of minutes is the time at which it ends, what was left empty is left out. */
export function bodyOf(asked: readonly Ask[], values: Readonly<Record<string, string>>, at = now()): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const { name, as, within } of asked) {
    const value = values[name]?.trim()
    if (!value) continue
    const sent = as === 'coordinates' ? readCoordinates(value) : { [name]: onTheWire(as, value, at) }
    if (within) body[within] = { ...noPlace, ...(body[within] as object | undefined), ...sent }
    else Object.assign(body, sent)
  }
  return body
}

function onTheWire(as: Ask['as'], value: string, at: number): unknown {
  if (as === 'hospital' || as === 'call') return Number(value)
  if (as === 'minutes') return new Date(at + Number(value) * 60_000).toISOString()
  if (as === 'time') return new Date(value).toISOString()
  return value
}
