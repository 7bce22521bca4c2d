import { now } from '../platform/clock'
import { beyond, type Limit, type LimitName, limits } from '../platform/limits'
import { noPlace, readCoordinates } from './callDraft'

/**
 * What a form must ask for before an action can be sent. Whether the action may be taken at all, only the server says; what it then
 * needs is its request record, of which a form shows the part that a person fills in (never the clocks of a device).
 */
export interface Ask {
  name: string
  as:
    | 'line'
    | 'text'
    | 'coordinates'
    | 'priority'
    | 'hospital'
    | 'call'
    | 'minutes'
    | 'number'
    | 'patients'
    | 'time'
    | CrewAsk
    | readonly string[]
  required: boolean
  /** The part of the body that it belongs to, when it does not stand under its own name. */
  within?: string
  /** The word under `field`, when the name alone would not say enough. */
  word?: string
  /** Asked for only after a check refused it that a supervisor may pass over with a reason. */
  override?: boolean
  /** What it says before anybody said anything. */
  initial?: string
  /** Another field without which this one means nothing. */
  needs?: string
  /** The stamp of this field's choice may be taken away instead; that is said, never meant by an empty field. */
  removable?: string
  /** What the server takes in it. */
  limit?: LimitName
}

/** People: who joins a unit, who leaves it, or who is its crew from now on. */
export type CrewAsk = 'joining' | 'leaving' | 'crew'

export const isCrewAsk = (as: Ask['as']): as is CrewAsk => as === 'joining' || as === 'leaving' || as === 'crew'

export const ask = (name: string, as: Ask['as'], required = true, more: Partial<Ask> = {}): Ask => ({ name, as, required, ...more })

const reason = ask('reason', 'line', true, { limit: 'EndRequest.Reason' })
const why = ask('reason', 'line', false, { limit: 'FailRequest.Reason' })
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
const afterwards = ['cleaning', 'restock', 'refuel', 'meal', 'end_of_shift'] as const
/** What somebody does aboard; the first is what nearly everybody does. */
export const seats = ['crew', 'lead', 'driver', 'attendant', 'trainee'] as const
const override = ask('override_reason', 'line', true, { word: 'override_crew', override: true, limit: 'ChangeCrewRequest.OverrideReason' })
const eta = ask('eta_minutes', 'number', false, { limit: 'TransportRequest.EtaMinutes' })
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

/** Every action that this page offers, with what it asks for; an action that the server offers beyond these has no form here yet. */
const asks: Readonly<Record<string, readonly Ask[]>> = {
  'calls.cancel': [reason],
  'calls.close': [disposition, why],
  'calls.reopen': [reason],
  'calls.reprioritise': [ask('priority', 'priority'), why],
  'calls.relocate': [
    ask('address', 'line', true, { within: 'location' }),
    ask('coordinates', 'coordinates', false, { within: 'location' }),
    why,
  ],
  'calls.link': [ask('into', 'call')],
  'calls.unlink': [],
  'calls.verify': [],
  'responses.acknowledge': [],
  'responses.depart': [],
  'responses.stage': [],
  'responses.arrive': [],
  'responses.at_patient': [],
  'responses.arrive_hospital': [],
  'responses.back_at_base': [],
  'responses.confirm_change': [],
  'responses.undo': [],
  'responses.decline': [reason],
  'responses.stand_down': [reason],
  'responses.fail': [cause, why],
  'responses.redirect': [ask('call_id', 'call'), why],
  'responses.transport': [ask('hospital_id', 'hospital', false), ask('patient_ids', 'patients', false), eta],
  'responses.change_crew': [ask('crew', 'crew'), override],
  'responses.change_destination': [ask('hospital_id', 'hospital'), eta, why],
  'responses.transfer_care': [ask('handed_to', ['bed', 'bay', 'waiting_room'], false)],
  'responses.clear': [
    disposition,
    ask('reason', afterwards, false, { within: 'hold', word: 'hold_after' }),
    ask('until', 'minutes', false, { within: 'hold', word: 'hold_minutes', needs: 'reason' }),
  ],
  'responses.correct': [
    ask('step', stamps),
    ask('at', 'time', true, { removable: 'step' }),
    ask('reason', 'line', true, { limit: 'CorrectStampRequest.Reason' }),
  ],
  'units.sign_on': [ask('user_ids', 'joining', true, { word: 'joining' }), ask('role', seats, true, { initial: seats[0] }), override],
  'units.sign_off': [ask('user_ids', 'leaving', true, { word: 'leaving' })],
  'units.hold': [ask('reason', holds), ask('until', 'minutes', false)],
  'units.release': [],
  'units.fail': [cause, why],
  'units.next_job': [ask('call_id', 'call')],
  'units.distress': [],
}

export type Thing = 'calls' | 'responses' | 'units'

export const asksOf = (thing: Thing, action: string): readonly Ask[] => asks[`${thing}.${action}`] ?? []

export const belongsHere = (thing: Thing, action: string): boolean => `${thing}.${action}` in asks

export const offered: readonly string[] = Object.keys(asks)

/** Actions that take something away or alarm everybody: they look the part, and are never the first button. */
export const grave: ReadonlySet<string> = new Set(['cancel', 'fail', 'decline', 'stand_down', 'distress', 'close'])

/** Actions that one slip of the hand must not take, though there is nothing to fill in. */
export const askedOnce: ReadonlySet<string> = new Set(['units.distress', 'calls.unlink'])

/** What a supervisor may pass over with a reason; never a reservation. */
export const staffingChecks: ReadonlySet<string> = new Set(['member_off_duty', 'member_unlicensed', 'member_away'])

/** The entry of a form that says that a stamp is to be taken away. */
export const removal = (name: string): string => `${name}.remove`

export type Values = Readonly<Record<string, string>>

/** What stops a field from being sent, as a word key under `field`. */
export function wrongWith({ name, as, required, needs, removable, limit }: Ask, values: Values): string | null {
  const value = values[name]?.trim()
  if (removable && values[removal(name)]) return null
  if (!value) return required ? (removable ? 'time_or_removal' : 'required') : null
  if (needs && !values[needs]?.trim()) return `${needs}_needed`
  if (as === 'number' && !/^\d+$/.test(value)) return 'number_wrong'
  const outside = limit && beyond(limit, value)
  if (outside) return outside
  if (as === 'time' && Number.isNaN(Date.parse(value))) return 'required'
  return as === 'coordinates' && !readCoordinates(value) ? 'coordinates_wrong' : null
}

/** The numbers in the words of a limit. */
export const limitOf = ({ limit }: Ask): Partial<Limit> => (limit ? limits[limit] : {})

/** The wire's types: ids are numbers, a number of minutes is the time at which it ends, what was left empty is left out. */
export function bodyOf(asked: readonly Ask[], values: Values, at = now()): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const { name, as, within, removable } of asked) {
    const value = values[name]?.trim()
    if (removable && values[removal(name)]) body[name] = null
    else if (value) {
      const sent = as === 'coordinates' ? readCoordinates(value) : { [name]: onTheWire(as, value, at) }
      const empty = within === 'location' ? noPlace : {}
      if (within) body[within] = { ...empty, ...(body[within] as object | undefined), ...sent }
      else Object.assign(body, sent)
    }
  }
  return body
}

function onTheWire(as: Ask['as'], value: string, at: number): unknown {
  if (as === 'hospital' || as === 'call' || as === 'number') return Number(value)
  if (as === 'patients' || isCrewAsk(as)) return value.split(' ').map(Number)
  if (as === 'minutes') return new Date(at + Number(value) * 60_000).toISOString()
  if (as === 'time') return new Date(value).toISOString()
  return value
}
